import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { withPlatformNamespace } from '../../pipelines/cluster/deploy/promises.ts';
import { definitions } from '../../promises/index.ts';
import { services } from '../../promises/services.ts';
import { deriveCrd } from '../../shared/derive/derive-crd.ts';
import { pipelineAccounts } from '../../shared/derive/derive-promise.ts';
import { kratixManagerUser, podNameAttribute, serviceAccountUser } from '../../shared/kratix/accounts.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { PromiseDefinition } from '../../shared/promise/define-promise.ts';
import { defaultPlatformNamespace } from '../../shared/release/platform-namespace.ts';
import { parseRequestFile, printYaml } from '../../shared/yaml.ts';
import {
  type Admission,
  type AdmissionQuestion,
  admit,
  type Change,
  type User,
} from './support/admission.ts';
import { bundleContentLosses, bundleLosses } from './support/bundle-losses.ts';
import { contentLossesOf, requestContentLossesOf } from './support/content-losses.ts';
import { type Loss, lossesOf, requestLossesOf } from './support/losses.ts';
import { root } from './support/tools.ts';
import { judge } from './support/validate.ts';

const guarded = definitions.filter(({ protectedItems }) => protectedItems.length > 0);
const withContents = guarded.filter(({ contents }) => (contents?.() ?? []).length > 0);

/** Returns the lists of the spec of a Promise whose items can be protected. */
function protectedListsOf({ protectedItems }: PromiseDefinition): string[] {
  return protectedItems.flatMap(({ list = [] }) => list);
}

/** Returns true for a Promise whose items are objects and lists, named after a tenant. */
function isBundle({ protectedItems }: PromiseDefinition): boolean {
  return protectedItems.some(({ object }) => object !== undefined);
}

/** Returns the changes of a Promise's items, or of a request that is one service. */
function lossesIn(definition: PromiseDefinition): Loss[] {
  const { kind, service } = definition;
  if (isBundle(definition)) return bundleLosses();
  if (service === undefined) return protectedListsOf(definition).flatMap((list) => lossesOf(kind, list));
  const isRequired = services.some(({ type, credentials }) => type === service && credentials === 'required');
  return requestLossesOf(kind, isRequired ? { credentials: { secretName: 'own' } } : {});
}

/** Returns a policy of a Promise and its binding, from the derived file. */
function readPolicy({ name, plural }: PromiseDefinition, rule: string): [object, object] {
  const file = join(root, 'promises', name, 'generated/admission-policy.yaml');
  const objects = parseRequestFile(readFileSync(file, 'utf8')) as KubernetesObject[];
  const [policy, binding] = objects.filter(
    ({ metadata }) => metadata.name === `${rule}.${plural}.platform.infraforge.io`,
  );
  return [policy!, binding!];
}

/** Returns the id of each question with the messages of its refusal. */
function refusalsIn(verdicts: readonly Admission[]): string[][] {
  return verdicts.map(({ id, errors }) => [
    id,
    ...errors.map((error) => error.split(' denied request: ')[1]!),
  ]);
}

/** Returns the id of each change with the message of its refusal, as `refusalsIn`. */
function refusalsOf(losses: readonly Loss[], what: string): string[][] {
  return losses.map(({ change, lost }) => [
    change.id,
    ...(lost.length === 0
      ? []
      : [`${what}: ${lost.join(', ')}; set deletionProtection: false on them first`]),
  ]);
}

describe.each(guarded)('the policy data-safety of $kind', (definition) => {
  const { plural } = definition;
  const [policy, binding] = readPolicy(definition, 'data-safety');
  const crd = { id: 'crd', definition: deriveCrd(definition) };
  const inForce = [crd, { id: 'policy', policy, binding }];
  const losses = lossesIn(definition);
  const [first] = losses as [Loss];
  const releases = Array.from({ length: 200 }, (_, index) => ({
    name: `${'d'.repeat(40)}${index}`,
    protected: true,
  }));
  const many: Change = {
    id: 'many',
    operation: 'DELETE',
    old: { ...first.change.old, status: { releases } },
  };
  let installed: readonly Admission[];
  let verdicts: readonly Admission[];
  let ofMany: Admission;
  beforeAll(() => {
    const answers = admit([...inForce, ...losses.map(({ change }) => change), many]);
    installed = answers.slice(0, 2);
    verdicts = answers.slice(2, -1);
    ofMany = answers.at(-1)!;
  });

  it('is decoded strictly and type-checked against the CRD without a warning', () => {
    expect(installed.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('is refused with an unknown field', () => {
    const misspelt = JSON.parse(
      JSON.stringify(policy).replaceAll(
        definition.service === undefined
          ? `object.spec.${protectedListsOf(definition)[0]}`
          : 'object.metadata.name',
        'object.spec.none',
      ),
    );
    const [, verdict] = admit([crd, { id: 'policy', policy: misspelt, binding }]);
    expect(verdict!.errors.join()).toContain("undefined field 'none'");
  });

  it('refuses each loss of a protected release, and nothing else', () => {
    expect(refusalsIn(verdicts)).toEqual(refusalsOf(losses, 'Protected releases would lose their data'));
  });

  it('answers with the message that kubectl shows', () => {
    const policyName = `data-safety.${plural}.platform.infraforge.io`;
    expect(verdicts[0]!.errors).toEqual([
      `${plural}.platform.infraforge.io "shop" is forbidden: ValidatingAdmissionPolicy '${policyName}' with binding '${policyName}' denied request: Protected releases would lose their data: ${first.lost.join(', ')}; set deletionProtection: false on them first`,
    ]);
  });

  it('omits the names if they are too long for a message', () => {
    expect(ofMany.errors.join()).toContain(
      'denied request: Protected releases would lose their data; set deletionProtection: false on them first',
    );
  });

  it('costs less than a hundredth of the budget of an expression', () => {
    expect(Math.max(...verdicts.map(({ cost }) => cost))).toBeLessThan(10_000);
  });

  it('alone refuses these changes: the CRD accepts every update', () => {
    const updates = losses.flatMap(({ change: { id, object, old } }) =>
      object === undefined ? [] : [{ id, yaml: printYaml(object), old: printYaml(old) }],
    );
    expect(judge([crd, ...updates]).filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe.each(withContents)(
  'what is inside the releases of $kind, by the policy data-safety',
  (definition) => {
    const { kind, service } = definition;
    const [policy, binding] = readPolicy(definition, 'data-safety');
    const inForce = [
      { id: 'crd', definition: deriveCrd(definition) },
      { id: 'policy', policy, binding },
    ];
    const losses = isBundle(definition)
      ? bundleContentLosses()
      : service === undefined
        ? protectedListsOf(definition).flatMap((list) => contentLossesOf(kind, list))
        : requestContentLossesOf(kind, service);
    const verdicts = admit([...inForce, ...losses.map(({ change }) => change)]).slice(2);

    it('cannot be lost while the release is protected, and only then', () => {
      expect(refusalsIn(verdicts)).toEqual(refusalsOf(losses, 'Protected releases would lose data inside'));
    });

    it('costs less than the budget of an expression, however much there is', () => {
      expect(Math.max(...verdicts.map(({ cost }) => cost))).toBeLessThan(1_000_000);
    });
  },
);

describe('the policy data-safety of ApplicationClaim', () => {
  it('refuses an application with the name of a protected service', () => {
    const definition = definitions.find(({ kind }) => kind === 'ApplicationClaim')!;
    const [policy, binding] = readPolicy(definition, 'data-safety');
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

const binding = definitions.filter(({ bindsServices }) => bindsServices);

describe.each(binding)('the policy bound-services of $kind', (definition) => {
  const { kind } = definition;
  const [policy, policyBinding] = readPolicy(definition, 'bound-services');
  const owner = 'PlatformApplicationClaim';
  const crds = [definition, definitions.find((one) => one.kind === owner)!].map((one) => ({
    id: one.kind,
    definition: deriveCrd(one),
  }));
  const request = (
    of: string,
    name: string,
    rest: { readonly status?: unknown; readonly metadata?: object } = {},
  ): KubernetesObject => ({
    apiVersion: 'platform.infraforge.io/v1',
    kind: of,
    spec: {},
    ...rest,
    metadata: { name, namespace: 'team-a', ...rest.metadata },
  });
  const use = (reference: unknown, service: unknown = 'db') => ({
    application: 'web',
    service,
    namespace: 'dev',
    request: reference,
  });
  const using = (name: string, bindings: unknown, metadata: object = {}) =>
    request(kind, name, { metadata, status: { bindings } });
  const deletion = (old = request(owner, 'databases')): Change => ({
    id: 'deleted',
    operation: 'DELETE',
    old,
  });
  const verdict = (params: readonly KubernetesObject[], change = deletion()): Admission =>
    admit([...crds, { id: 'policy', policy, binding: policyBinding, params }, change]).at(-1)!;
  const databases = `${owner} team-a/databases`;

  it('refuses to delete a request whose services another request uses, and names them', () => {
    const user = using('shop', [use(databases), use(undefined, 'own'), use(databases, 'cache')]);
    expect(verdict([user]).errors.join()).toMatch(
      /denied request: Services are in use by .* team-a\/shop: db \(web\), cache \(web\); remove them there first, or delete that request$/,
    );
  });

  it.each<[string, readonly KubernetesObject[]]>([
    ['there are no other requests', []],
    ['no request uses a service', [request(kind, 'new'), using('shop', [])]],
    ['requests use services of others', [using('shop', [use(`${owner} team-a/other`), use(undefined)])]],
    [
      'the requests are being deleted, too',
      [using('shop', [use(databases)], { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] })],
    ],
    ['a status is malformed', [using('shop', 'none'), using('till', ['db', use(databases, 1), {}, null])]],
    ['the requests are in another namespace', [using('shop', [use(databases)], { namespace: 'team-b' })]],
  ])('accepts the deletion if %s', (_, params) => {
    expect(verdict(params).errors).toEqual([]);
  });

  it('lets a deletion in progress finish', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] };
    const change = deletion(request(owner, 'databases', { metadata }));
    expect(verdict([using('shop', [use(databases)])], change).errors).toEqual([]);
  });

  it('omits the names if they are too long for a message', () => {
    const many = Array.from({ length: 300 }, (_, index) => use(databases, `${'d'.repeat(40)}${index}`));
    const { errors, cost } = verdict([using('shop', many)]);
    expect(errors.join()).toMatch(/denied request: Services are in use by another /);
    expect(cost).toBeLessThan(100_000);
  });
});

describe.each(definitions)('the policy request-status of $kind', (definition) => {
  const { kind, plural } = definition;
  const [policy, binding] = readPolicy(definition, 'request-status');
  const inForce = [
    { id: 'crd', definition: deriveCrd(definition) },
    { id: 'policy', policy, binding },
  ];
  const old = {
    apiVersion: 'platform.infraforge.io/v1',
    kind,
    metadata: { name: 'shop', namespace: 'team-a' },
    spec: { environment: 'dev' },
  };
  const object = { ...old, status: { releases: [{ name: 'web', namespace: 'dev' }] } };
  const write = (id: string, user?: User): Change => ({
    id,
    operation: 'UPDATE',
    subresource: 'status',
    object,
    old,
    ...(user === undefined ? {} : { user }),
  });
  const extra = { [podNameAttribute]: ['some-pod'] };
  const userOf = (account: string, namespace = 'team-a'): string =>
    serviceAccountUser({ namespace, account });
  const [own] = pipelineAccounts(definition) as [string];
  const other = pipelineAccounts(definitions.find((candidate) => candidate !== definition)!)[0]!;
  const ofKratix = [
    write('manager', { name: kratixManagerUser }),
    ...pipelineAccounts(definition).map((name) => write(name, { name: userOf(name), extra })),
  ];
  const others: readonly (readonly [string, User])[] = [
    ['a developer', { name: 'developer' }],
    ['an administrator', { name: 'kubernetes-admin' }],
    ['the pipeline account without a pod, as by impersonation', { name: userOf(own) }],
    ['the pipeline account with other facts', { name: userOf(own), extra: { scopes: ['x'] } }],
    ['the pipeline account of another namespace', { name: userOf(own, 'team-b'), extra }],
    ['the pipeline of another Promise', { name: userOf(other), extra }],
    ['another ServiceAccount in a pod', { name: userOf('default'), extra }],
    [
      "a ServiceAccount with the manager's name",
      { name: userOf('kratix-platform-controller-manager'), extra },
    ],
    ['a user whose name ends in the account', { name: `x:${userOf(own)}`, extra }],
  ];
  const changed = { ...old, spec: { environment: 'qa' } };
  const otherChanges: readonly AdmissionQuestion[] = [
    { id: 'created', operation: 'CREATE', object },
    { id: 'changed', operation: 'UPDATE', object: changed, old },
    { id: 'deleted', operation: 'DELETE', old },
  ];
  const long = write('long', { name: 'x'.repeat(6000) });
  let verdicts: ReadonlyMap<string, Admission>;
  beforeAll(() => {
    const asked = [...ofKratix, ...others.map(([id, user]) => write(id, user)), ...otherChanges, long];
    verdicts = new Map(admit([...inForce, ...asked]).map((verdict) => [verdict.id, verdict]));
    expect(verdicts.size).toBe(inForce.length + asked.length);
  });
  const errorsOf = (questions: readonly { readonly id: string }[]): readonly string[] =>
    questions.flatMap(({ id }) => verdicts.get(id)!.errors);

  it('is decoded strictly and type-checked without a warning', () => {
    expect(errorsOf(inForce)).toEqual([]);
  });

  it("accepts Kratix's manager, and each pipeline of the Promise in a pod", () => {
    expect(errorsOf(ofKratix)).toEqual([]);
  });

  it.each(others)('refuses %s', (id, { name }) => {
    const policyName = `request-status.${plural}.platform.infraforge.io`;
    expect(errorsOf([{ id }])).toEqual([
      `${plural}.platform.infraforge.io "shop" is forbidden: ValidatingAdmissionPolicy '${policyName}' with binding '${policyName}' denied request: Only Kratix can write the status of a request: found user "${name}"; change the spec instead`,
    ]);
  });

  it('accepts every change of anything but the status', () => {
    expect(errorsOf(otherChanges)).toEqual([]);
  });

  it('omits a user name that fits no message', () => {
    expect(errorsOf([long]).join()).toContain(
      'denied request: Only Kratix can write the status of a request; change the spec instead',
    );
  });
});

describe('the policy platform-namespace of BootstrapClaim', () => {
  const definition = definitions.find(({ kind }) => kind === 'BootstrapClaim')!;
  const [policy, binding] = readPolicy(definition, 'platform-namespace');
  const crd = { id: 'crd', definition: deriveCrd(definition) };
  const claimIn = (namespace: string): KubernetesObject => ({
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'BootstrapClaim',
    metadata: { name: 'shop', namespace },
    spec: {},
  });
  const errorsOf = (inForce: object, question: AdmissionQuestion): readonly string[] =>
    admit([crd, { id: 'policy', policy: inForce, binding }, question]).flatMap(({ errors }) => errors);
  const create = (namespace: string): AdmissionQuestion => ({
    id: 'created',
    operation: 'CREATE',
    object: claimIn(namespace),
  });

  it('accepts a new claim only in the namespace of the platform', () => {
    expect(errorsOf(policy, create(defaultPlatformNamespace))).toEqual([]);
    expect(errorsOf(policy, create('team-a')).join()).toContain(
      'denied request: Namespace "team-a" declares no platform; create the BootstrapClaim in namespace "infraforge-platform"',
    );
  });

  it('accepts each change and deletion of a claim that exists elsewhere', () => {
    const old = claimIn('team-a');
    expect(errorsOf(policy, { id: 'deleted', operation: 'DELETE', old })).toEqual([]);
    expect(errorsOf(policy, { id: 'changed', operation: 'UPDATE', object: old, old })).toEqual([]);
  });

  it('follows the namespace of the installation', () => {
    const changed = withPlatformNamespace(policy, 'ops');
    expect(errorsOf(changed, create('ops'))).toEqual([]);
    expect(errorsOf(changed, create(defaultPlatformNamespace)).join()).toContain('in namespace "ops"');
  });
});
