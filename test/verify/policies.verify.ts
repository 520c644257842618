import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { deriveCrd } from '../../shared/derive/derive-crd.ts';
import { parseRequestFile, printYaml } from '../../shared/yaml.ts';
import { type AdmissionQuestion, admit } from './support/admission.ts';
import { lossesOf } from './support/losses.ts';
import { root } from './support/tools.ts';
import { judge } from './support/validate.ts';

const guarded = definitions.filter(({ services }) => services.length > 0);

describe.each(guarded)('the admission policy of $kind', (definition) => {
  const { name, kind, plural, services } = definition;
  const file = join(root, 'promises', name, 'generated/admission-policy.yaml');
  const [policy, binding] = parseRequestFile(readFileSync(file, 'utf8')) as [object, object];
  const crd = { id: 'crd', definition: deriveCrd(definition) };
  const inForce = [crd, { id: 'policy', policy, binding }];
  const losses = services.flatMap((list) => lossesOf(kind, list));
  const answers = (questions: readonly AdmissionQuestion[]) => admit([...inForce, ...questions]).slice(2);

  it('is decoded strictly and type-checked against the CRD without a warning', () => {
    expect(admit(inForce).flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('is refused with an unknown field', () => {
    const misspelt = JSON.parse(
      JSON.stringify(policy).replaceAll(`object.spec.${services[0]}`, 'object.spec.none'),
    );
    const [, verdict] = admit([crd, { id: 'policy', policy: misspelt, binding }]);
    expect(verdict!.errors.join()).toContain("undefined field 'none'");
  });

  it('refuses each loss of a protected service, and nothing else', () => {
    const verdicts = answers(losses.map(({ change }) => change));
    const text = verdicts.map(({ id, errors }) => [
      id,
      ...errors.map((error) => error.split(' denied request: ')[1]),
    ]);
    expect(text).toEqual(
      losses.map(({ change, lost }) => [
        change.id,
        ...(lost.length === 0
          ? []
          : [
              `Protected services would lose their data: ${lost.join(', ')}; set deletionProtection: false on them first`,
            ]),
      ]),
    );
  });

  it('answers with the message that kubectl shows', () => {
    const policyName = `data-safety.${plural}.platform.infraforge.io`;
    expect(answers([losses[0]!.change])[0]!.errors).toEqual([
      `${plural}.platform.infraforge.io "shop" is forbidden: ValidatingAdmissionPolicy '${policyName}' with binding '${policyName}' denied request: Protected services would lose their data: db; set deletionProtection: false on them first`,
    ]);
  });

  it('omits the names if they are too long for a message', () => {
    const releases = Array.from({ length: 200 }, (_, index) => ({
      name: `${'d'.repeat(40)}${index}`,
      protected: true,
    }));
    const old = { ...losses[0]!.change.old, status: { releases } };
    expect(answers([{ id: 'many', operation: 'DELETE', old }])[0]!.errors.join()).toContain(
      'denied request: Protected services would lose their data; set deletionProtection: false on them first',
    );
  });

  it('costs less than a hundredth of the budget of an expression', () => {
    expect(Math.max(...answers(losses.map(({ change }) => change)).map(({ cost }) => cost))).toBeLessThan(
      10_000,
    );
  });

  it('alone refuses these changes: the CRD accepts every update', () => {
    const updates = losses.flatMap(({ change: { id, object, old } }) =>
      object === undefined ? [] : [{ id, yaml: printYaml(object), old: printYaml(old) }],
    );
    expect(judge([crd, ...updates]).filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('the admission policy of ApplicationClaim', () => {
  it('refuses an application with the name of a protected service', () => {
    const definition = definitions.find(({ kind }) => kind === 'ApplicationClaim')!;
    const file = join(root, 'promises', definition.name, 'generated/admission-policy.yaml');
    const [policy, binding] = parseRequestFile(readFileSync(file, 'utf8')) as [object, object];
    const { old } = lossesOf('ApplicationClaim', 'components')[0]!.change;
    const object = {
      ...old,
      spec: { environment: 'dev', applications: [{ name: 'db' }, { name: 'queue' }] },
    };
    const [, , verdict] = admit([
      { id: 'crd', definition: deriveCrd(definition) },
      { id: 'policy', policy, binding },
      { id: 'taken', operation: 'UPDATE', object, old },
    ]);
    expect(verdict!.errors.join()).toContain('would lose their data: db, queue;');
  });
});
