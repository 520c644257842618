import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { platformApplicationClaim } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

interface Losses {
  readonly what: string;
  /** Of the one service that changes, or of the whole. */
  readonly service?: object;
  readonly spec?: object;
  readonly says: RegExp;
}

const base = { environment: 'qa', namespace: 'stores-qa' };
const services = [
  { name: 'stores-db', type: 'postgresql', version: '16', storage: { size: '5Gi' } },
  { name: 'stores-cache', type: 'redis', mode: 'standalone' },
];

const stores = (spec: object = {}, changed: readonly object[] = services): object =>
  platformApplicationClaim('stores', { ...base, services: changed, ...spec });

const [database, cache] = services;

const losses: readonly Losses[] = [
  {
    what: 'a smaller volume',
    service: { ...database, storage: { size: '4Gi' } },
    says: /storage\.size only grows/,
  },
  {
    what: 'a volume without a size',
    service: { ...database, storage: {} },
    says: /storage\.size only grows/,
  },
  {
    what: 'an older major version',
    service: { ...database, version: '15' },
    says: /The major version of the engine never goes down/,
  },
  { what: 'another engine', service: { name: 'stores-db', type: 'redis' }, says: /type never changes/ },
  { what: 'another mode', service: { ...cache, mode: 'cluster' }, says: /mode never changes/ },
  {
    what: 'another chart',
    service: { ...database, chart: { name: 'my-postgres', version: '1.0.0' } },
    says: /chart\.name never changes/,
  },
  { what: 'another environment', spec: { environment: 'dev' }, says: /environment never changes/ },
  { what: 'another namespace', spec: { namespace: 'other-qa' }, says: /namespace never changes/ },
  {
    what: 'no namespace of its own any more',
    spec: { namespace: undefined },
    says: /namespace never changes/,
  },
];

describe.skipIf(skipReason)('a loss of data', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    await scenario.apply(stores());
  });

  it.each(losses)('is refused in the call itself: $what', async ({ service, spec = {}, says }) => {
    const changed = services.map((each) =>
      (service as { name?: string } | undefined)?.name === each.name ? service! : each,
    );
    await expect(scenario.apply(stores(spec, changed))).rejects.toThrow(says);
  });

  it('is no loss the other way round', async () => {
    await scenario.apply(
      stores({}, [
        { ...database, version: '17', storage: { size: '6Gi' } },
        { ...cache, monitoring: false },
      ]),
    );
    await scenario.remove(stores());
  });
});
