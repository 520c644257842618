import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseChartYaml } from '../../shared/yaml.ts';
import { findCases } from '../support/cases.ts';
import { isRefused } from './support/expected.ts';
import { root } from './support/tools.ts';
import {
  faults,
  hasOperatorDefinitions,
  judge,
  type ObjectQuestion,
  operatorDefinitions,
  skip,
  type Verdict,
} from './support/validate.ts';

const cases = findCases();
const accepted = cases.filter((oneCase) => !isRefused(oneCase));

/** Case with services, whose updates are refused. */
const services = 'platform-application-claim/cases/every-service';

/** Case with volumes, whose updates are refused. */
const volumes = 'application-claim/cases/persistent-volume';

/** Refused updates of services: a title, the request before, and its change. */
const ofServices: readonly [string, string, string][] = [
  ['type cannot be changed', 'type: kafka', 'type: rabbitmq'],
  ['chart.name cannot be changed', 'type: kafka', 'type: kafka\n      chart: {name: our-kafka}'],
  ['mode cannot be changed', 'mode: replication', 'mode: cluster'],
  ['storage.size can only increase', 'size: 20Gi', 'size: 20479Mi'],
  ['major version of the engine cannot be downgraded', 'version: "17.10"', 'version: "16.15"'],
  [
    'Only a new service can be restored',
    'version: "17.10"',
    'version: "17.10"\n      restore: {from: {destination: "s3://x", serverName: dev.dev.orders-db.pg17}}',
  ],
  ['environment cannot be changed', 'environment: dev', 'environment: qa\n  namespace: dev'],
  ['namespace cannot be changed', 'environment: dev', 'environment: dev\n  namespace: team-dev'],
];

/** Refused updates of applications. */
const ofApplications: typeof ofServices = [
  ['size can only increase', 'size: 20Gi', 'size: 20479Mi'],
  ['storageClass cannot be changed', 'storageClass: cheap', 'storageClass: fast'],
  ['storageClass cannot be changed', ', storageClass: cheap', ''],
];

/** Case with namespaces, whose updates are refused. */
const namespaces = 'infrastructure-claim/cases/every-field';

/** Refused updates of namespaces. */
const ofNamespaces: typeof ofServices = [
  ['environment cannot be changed', 'environment: dev', 'environment: qa'],
  ['clusterType cannot be changed', 'clusterType: nonprod', 'clusterType: prod'],
];

const updates = [
  ...ofServices.map((update) => [...update, services] as const),
  ...ofApplications.map((update) => [...update, volumes] as const),
  ...ofNamespaces.map((update) => [...update, namespaces] as const),
].map(([message, before, change, oneCase], index) => {
  const old = readFileSync(join(root, 'promises', oneCase, 'input.yaml'), 'utf8');
  return { id: `update ${index}`, message, before, change, old, yaml: old.replace(before, change) };
});

describe('the generated Promises', () => {
  const promises = [...new Set(cases.map(({ promise }) => promise))];
  const texts = new Map(promises.map((promise) => [promise, promiseText(promise)]));
  const definitions = promises.map((promise) => ({ id: promise, definition: apiOf(texts.get(promise)!) }));

  const requests = accepted.map(({ promise, name, folder }) => ({
    id: `${promise}/${name}`,
    yaml: readFileSync(join(folder, 'input.yaml'), 'utf8'),
  }));
  const largest = JSON.stringify(largestNamespaces());
  const questions = {
    definitions,
    promises: hasOperatorDefinitions ? promises.map((id) => ({ id, yaml: texts.get(id)! })) : [],
    requests,
    withUnknownField: requests.map(({ id, yaml }) => ({
      id,
      yaml: yaml.replace(/^spec:\n/m, '$&  noSuchField: 1\n'),
    })),
    largest: [{ id: 'largest', yaml: largest, old: largest }],
    unchanged: updates.map(({ id, old }) => ({ id, yaml: old, old })),
    changed: updates.map(({ id, old, yaml }) => ({ id, yaml, old })),
  } satisfies Record<string, readonly ObjectQuestion[]>;
  const verdicts = new Map<string, readonly Verdict[]>();
  const verdictsOn = (name: keyof typeof questions): readonly Verdict[] => verdicts.get(name)!;
  beforeAll(() => {
    // at once, because each run of the program validates the definitions again
    const all = judge(Object.values(questions).flat());
    for (const [name, { length }] of Object.entries(questions)) verdicts.set(name, all.splice(0, length));
    expect(all).toEqual([]);
  });

  it('contain CRDs that the API server accepts', () => {
    expect(verdictsOn('definitions').map(({ id, kind }) => [id, kind])).toEqual(
      promises.map((promise) => [promise, 'CustomResourceDefinition']),
    );
    expect(faults(verdictsOn('definitions'))).toEqual([]);
  });

  it('are Promises that Kratix accepts', () => {
    if (!hasOperatorDefinitions)
      return skip(`the form of promise.yaml: ${operatorDefinitions} does not exist`);
    expect(verdictsOn('promises').map(({ kind }) => kind)).toEqual(promises.map(() => 'Promise'));
    expect(faults(verdictsOn('promises'))).toEqual([]);
  });

  it('accept the request of every accepted case', () => {
    expect(verdictsOn('requests').map(({ id }) => id)).toEqual(requests.map(({ id }) => id));
    expect(verdictsOn('requests').filter(({ ok }) => !ok)).toEqual([]);
  });

  it('refuse invalid requests', () => {
    const paths = verdictsOn('withUnknownField').map(({ errors }) => errors[0]?.path);
    expect(paths).toEqual(requests.map(() => 'spec.noSuchField'));
  });

  it('accept namespaces at the upper bounds within the budget of the rules', () => {
    expect(verdictsOn('largest')).toMatchObject([{ id: 'largest', ok: true }]);
  });

  it.each(updates.map((update, index) => ({ ...update, index })))(
    'refuse an update: $message ($change)',
    ({ message, before, old, index }) => {
      expect(old).toContain(before);
      expect(verdictsOn('unchanged')[index]).toMatchObject({ ok: true });
      const { errors } = verdictsOn('changed')[index]!;
      expect(errors.map((error) => error.message)).toEqual([expect.stringContaining(message)]);
    },
  );
});

/** Returns a request for namespaces with as many and as long entries as its schema accepts. */
function largestNamespaces(): object {
  const names = (count: number, length: number): string[] =>
    Array.from({ length: count }, (_, index) => `n${index}`.padEnd(length, 'x'));
  const roles = ['admin', 'developer', 'viewer'].map((role) => ({
    role,
    users: names(50, 128),
    groups: names(50, 128),
  }));
  const quota = Object.fromEntries(names(50, 100).map((name) => [`count/${name}`, '1']));
  const others = names(20, 63);
  const networkPolicy = { allowedNamespaces: others, egressNamespaces: others };
  const items = names(20, 53).map((name) => ({ name, quota, networkPolicy, roles }));
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'InfrastructureClaim',
    metadata: { name: 'largest', namespace: 'team-web' },
    spec: { environment: 'dev', namespaces: items },
  };
}

function promiseText(promise: string): string {
  return readFileSync(join(root, 'promises', promise, 'generated/promise.yaml'), 'utf8');
}

function apiOf(text: string): unknown {
  return (parseChartYaml(text, 'promise.yaml') as { spec: { api: unknown } }).spec.api;
}
