import { expect } from 'vitest';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

interface Losses {
  readonly what: string;
  /** Changes of one service; without it, `spec` changes. */
  readonly service?: { readonly name: string; readonly [field: string]: unknown };
  readonly spec?: object;
  readonly message: RegExp;
}

const database = { name: 'stores-db', type: 'postgresql', version: '16', storage: { size: '5Gi' } };
const credentials = { secretName: 'stores-cache-password' };
const cache = { name: 'stores-cache', type: 'redis', mode: 'standalone', credentials };
const services: readonly object[] = [database, cache];

const base = { environment: 'e2e-qa', clusterType: 'e2e', namespace: 'stores-e2e-qa' };

/** Kinds that list services, each under its own field. */
const kinds = [
  {
    kind: 'PlatformApplicationClaim',
    stores: (spec: object, listed: readonly object[]): object =>
      platformApplicationClaim('stores', { ...base, services: listed, ...spec }),
  },
  {
    kind: 'ApplicationClaim',
    stores: (spec: object, listed: readonly object[]): object =>
      applicationClaim('stores', { ...base, components: listed, ...spec }),
  },
];

const losses: readonly Losses[] = [
  {
    what: 'a smaller volume',
    service: { ...database, storage: { size: '4Gi' } },
    message: /storage\.size can only increase/,
  },
  {
    what: 'a volume without a size',
    service: { ...database, storage: {} },
    message: /storage\.size can only increase/,
  },
  {
    what: 'an older major version',
    service: { ...database, version: '15' },
    message: /The major version of the engine cannot be downgraded/,
  },
  {
    what: 'another engine',
    service: { name: 'stores-db', type: 'redis', credentials },
    message: /type cannot be changed/,
  },
  { what: 'another mode', service: { ...cache, mode: 'cluster' }, message: /mode cannot be changed/ },
  {
    what: 'another chart',
    service: { ...database, chart: { name: 'my-postgres', version: '1.0.0' } },
    message: /chart\.name cannot be changed/,
  },
  { what: 'another cluster type', spec: { clusterType: 'prod' }, message: /clusterType cannot be changed/ },
  { what: 'another environment', spec: { environment: 'e2e-dev' }, message: /environment cannot be changed/ },
  { what: 'another namespace', spec: { namespace: 'other-e2e-qa' }, message: /namespace cannot be changed/ },
  {
    what: 'no namespace',
    spec: { namespace: undefined },
    message: /namespace cannot be changed/,
  },
];

for (const { kind, stores } of kinds)
  describeScenario(`a loss of data in one ${kind}`, () => {
    let scenario: Scenario;
    test.beforeAll(async ({ scenario: given }) => {
      scenario = given;
      await scenario.apply(stores({}, services));
    });

    test.each(losses)('is refused by the API server: $what', async ({ service, spec = {}, message }) => {
      const changed = [database, cache].map((each) => (service?.name === each.name ? service : each));
      await expect(scenario.apply(stores(spec, changed))).rejects.toThrow(message);
    });

    test('accepts the opposite changes', async () => {
      await scenario.apply(
        stores({}, [
          { ...database, version: '17', storage: { size: '6Gi' } },
          { ...cache, monitoring: false },
        ]),
      );
      await scenario.remove(stores({}, services));
    });
  });

describeScenario('a request whose service another request uses', () => {
  const stores = platformApplicationClaim('used-stores', {
    environment: 'e2e-qa',
    services: [{ ...database, name: 'used-db' }],
  });
  const user = applicationClaim('user-of-stores', {
    environment: 'e2e-qa',
    applications: [greeter('ledger', { services: ['used-db'] })],
  });

  test('cannot be deleted before its user', async ({ scenario }) => {
    await scenario.deliver(stores, /^1 service delivered/);
    await scenario.deliver(user, /^1 application delivered/);
    await expect(scenario.remove(stores)).rejects.toThrow(
      /Services are in use by ApplicationClaim default\/user-of-stores: used-db \(ledger\); remove them there first/,
    );
    await scenario.remove(user);
    await scenario.remove(stores);
  });
});
