import { describe, expect, it } from 'vitest';
import type { ChartSource } from '../../shared/helm/chart.ts';
import { failedOutcome } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { ownCharts } from '../support/cases.ts';
import {
  applicationWith,
  bootstrapWith,
  configured,
  databaseWith,
  requestOf,
} from '../support/configured.ts';
import { pathsOf, refusalOfAsync } from '../support/refusal.ts';

const before = { version: '16.14', storage: { size: '20Gi' }, deletionProtection: true };
const service = (fields: object) => ({ name: 'db', type: 'postgresql', ...before, ...fields });
const claim = (spec: object, status: unknown): KubernetesObject =>
  requestOf('PlatformApplicationClaim', { environment: 'dev', ...spec }, { status });

/** Delivered release: a protected PostgreSQL 16 with 20Gi. */
const status = (await configured(databaseWith(before))).status;
const reasonOf = async (spec: object, of = status, platform?: KubernetesObject): Promise<string> =>
  (await refusalOfAsync(() => configured(claim(spec, of), platform ? { platform } : {}))).reason;

describe('attack A31: a change that loses data', () => {
  it.each<[string, object]>([
    ['smaller storage', { services: [service({ storage: { size: '19Gi' } })] }],
    [
      'storage removed, which falls back to the default of the chart',
      { services: [service({ storage: undefined })] },
    ],
    [
      'smaller storage by free values',
      { services: [service({ storage: undefined, values: { persistence: { size: '5Gi' } } })] },
    ],
    ['an older major version', { services: [service({ version: '15.19' })] }],
    ['a major version without consent', { services: [service({ version: '17.11' })] }],
    ['a skipped major version', { services: [service({ version: '18', upgrade: { allowMajor: true } })] }],
    ['another storage class', { services: [service({ storage: { size: '20Gi', storageClass: 'slow' } })] }],
    [
      'an older major version by free values',
      { services: [service({ version: undefined, values: { version: '15.19' } })] },
    ],
    [
      'another engine of the same name',
      {
        services: [
          { name: 'db', type: 'redis', deletionProtection: true, credentials: { secretName: 'db-password' } },
        ],
      },
    ],
    ['another name', { services: [service({ name: 'db2' })] }],
    ['another namespace', { namespace: 'team-dev', services: [service({})] }],
    ['another environment', { environment: 'qa', services: [service({})] }],
    ['being disabled', { services: [service({ enabled: false }), service({ name: 'other' })] }],
    [
      'being disabled while protection is switched off in the same edit',
      {
        services: [service({ enabled: false, deletionProtection: false }), service({ name: 'other' })],
      },
    ],
  ])('A31 refuses %s', async (_, spec) => {
    expect(await reasonOf(spec)).toBe('WouldLoseData');
  });

  it.each<[string, object]>([
    ['the chart of another service', { services: [service({ chart: { name: 'redis' } })] }],
    ['the chart of applications', { services: [service({ chart: { name: 'microservice' } })] }],
  ])('A31 refuses %s without a look at the chart', async (_, spec) => {
    expect(await reasonOf(spec)).toBe('InvalidRequest');
  });

  it('A31 refuses another chart of the same type with a single problem', async () => {
    const charts: ChartSource = {
      resolveChart: (reference) => ownCharts.resolveChart({ ...reference, name: 'postgresql' }),
    };
    const edited = claim({ services: [service({ chart: { name: 'our-postgres' } })] }, status);
    const platform = bootstrapWith({
      chartsRepository: { url: 'oci://registry.example.com/charts', allowed: [{ name: 'our-postgres' }] },
    });
    const refusal = await refusalOfAsync(() => configured(edited, { charts, platform }));
    expect(refusal.reason).toBe('WouldLoseData');
    expect(pathsOf(refusal)).toEqual(['spec.services[0].chart.name']);
  });

  it('A31 refuses the chart of a service for an application, because nothing would protect it', async () => {
    const claimed = applicationWith({ name: 'db', chart: { name: 'postgresql' } });
    const refusal = await refusalOfAsync(() => configured({ ...claimed, status }));
    expect(refusal).toMatchObject({
      reason: 'InvalidRequest',
      problems: [{ path: 'spec.applications[0].chart.name' }],
    });
  });

  it('A31 refuses an application with the name of a delivered service', async () => {
    const delivered = (
      await configured(
        applicationWith({}, { applications: [], components: [{ name: 'db', type: 'postgresql' }] }),
      )
    ).status;
    const refusal = await refusalOfAsync(() =>
      configured({ ...applicationWith({ name: 'db' }), status: delivered }),
    );
    expect(refusal.reason).toBe('WouldLoseData');
    expect(pathsOf(refusal)).toEqual(['spec.applications[0].name']);
  });

  it('A31 refuses a smaller default of the platform', async () => {
    const values = (size: string) => bootstrapWith({ values: { postgresql: { persistence: { size } } } });
    const plain = { services: [{ name: 'db', type: 'postgresql' }] };
    const delivered = await configured(claim(plain, undefined), { platform: values('50Gi') });
    expect(delivered.status).toMatchObject({ releases: [{ storage: '50Gi' }] });
    expect(await reasonOf(plain, delivered.status, values('40Gi'))).toBe('WouldLoseData');
  });

  it('A31 refuses an even number of members, and fewer members than a majority', async () => {
    const queue = (replicas: number) => ({ services: [{ name: 'queue', type: 'rabbitmq', replicas }] });
    expect(await reasonOf(queue(2), undefined as never)).toBe('InvalidValues');
    const delivered = await configured(claim(queue(3), undefined));
    expect(await reasonOf(queue(1), delivered.status)).toBe('WouldLoseData');
  });

  it('A31 refuses more nodes than one of Kafka, and fewer brokers', async () => {
    const events = (fields: object) => ({ services: [{ name: 'events', type: 'kafka', ...fields }] });
    const single = await configured(claim(events({}), undefined));
    expect(await reasonOf(events({ highAvailability: true }), single.status)).toBe('WouldLoseData');
    const delivered = await configured(claim(events({ replicas: 5 }), undefined));
    expect(await reasonOf(events({ replicas: 4 }), delivered.status)).toBe('WouldLoseData');
    const grown = await configured(claim(events({ replicas: 6 }), delivered.status));
    expect(grown.status).toMatchObject({ releases: [{ replicas: 6 }] });
  });

  it.each<[string, (topics: object[]) => object]>([
    ['the field', (topics) => ({ kafka: { topics } })],
    ['free values', (topics) => ({ values: { kafka: { topics } } })],
  ])('A31 refuses to remove a topic of a protected Kafka from %s', async (_, fields) => {
    const events = (change: object, ...names: string[]) => ({
      services: [
        {
          name: 'events',
          type: 'kafka',
          deletionProtection: true,
          ...fields(names.map((name) => ({ name, partitions: 3 }))),
          ...change,
        },
      ],
    });
    const { status: both } = await configured(claim(events({}, 'orders', 'audit'), undefined));
    expect(both).toMatchObject({
      releases: [{ contents: ['topic/orders partitions=3', 'topic/audit partitions=3'] }],
    });
    const less = events({}, 'audit');
    expect(await reasonOf(less, both)).toBe('WouldLoseData');
    expect(await reasonOf(events({ deletionProtection: false }, 'audit'), both)).toBe('WouldLoseData');
    const open = events({ deletionProtection: false }, 'orders', 'audit');
    const { status: unprotected } = await configured(claim(open, both));
    const removed = await configured(claim(events({ deletionProtection: false }, 'audit'), unprotected));
    expect(removed.status).toMatchObject({ releases: [{ contents: ['topic/audit partitions=3'] }] });
  });

  it('A31 refuses to remove a queue of a protected RabbitMQ, and to change the type of any queue', async () => {
    const queue = (rabbitmq: object, fields: object = { deletionProtection: true }) => ({
      services: [{ name: 'queue', type: 'rabbitmq', rabbitmq, ...fields }],
    });
    const both = { vhosts: [{ name: 'shop' }], queues: [{ name: 'orders', vhost: 'shop' }] };
    const { status: delivered } = await configured(claim(queue(both), undefined));
    expect(await reasonOf(queue({ vhosts: both.vhosts }), delivered)).toBe('WouldLoseData');
    expect(await reasonOf(queue({}), delivered)).toBe('WouldLoseData');
    const open = await configured(claim(queue(both, { deletionProtection: false }), delivered));
    const classic = { ...both, queues: [{ name: 'orders', vhost: 'shop', type: 'classic' }] };
    expect(await reasonOf(queue(classic, { deletionProtection: false }), open.status)).toBe('WouldLoseData');
  });

  it('A31 refuses fewer partitions of a topic', async () => {
    const events = (partitions: number) => ({
      services: [{ name: 'events', type: 'kafka', kafka: { topics: [{ name: 'orders', partitions }] } }],
    });
    const { status: delivered } = await configured(claim(events(3), undefined));
    expect(await reasonOf(events(2), delivered)).toBe('WouldLoseData');
    expect((await configured(claim(events(4), delivered))).outcome).toBe('delivered');
  });

  it('A31 omits the releases from the status of a refusal, so that the delivered ones stay', async () => {
    const error = await configured(claim({ services: [service({ version: '15' })] }, status)).catch(
      (cause: unknown) => cause,
    );
    expect(Object.keys(failedOutcome(error).status).toSorted()).toEqual(['failure', 'message', 'warnings']);
  });

  it('A31 accepts growth and newer versions', async () => {
    const services = [service({ storage: { size: '30Gi' }, version: '16.15' })];
    expect((await configured(claim({ services }, status))).status).toMatchObject({
      releases: [{ storage: '30Gi', engineVersion: '16.15', protected: true }],
    });
  });

  it('A31 accepts a major version with consent, and the return from a failed upgrade with a warning', async () => {
    const upgraded = await configured(
      claim({ services: [service({ version: '17', upgrade: { allowMajor: true } })] }, status),
    );
    expect(upgraded.status).toMatchObject({ releases: [{ engineVersion: '17.11' }] });
    const repair = [service({ upgrade: { rollback: true } })];
    const { status: repaired } = await configured(claim({ services: repair }, upgraded.status));
    expect(repaired).toMatchObject({
      releases: [{ engineVersion: '16.14' }],
      warnings: expect.arrayContaining([expect.stringContaining('upgrade.rollback')]),
    });
    expect(await reasonOf({ services: [service({})] }, upgraded.status)).toBe('WouldLoseData');
  });

  it('A31 lets the operator of MongoDB grow a volume, and refuses to shrink it', async () => {
    const mongodb = (size: string) => ({ services: [{ name: 'm', type: 'mongodb', storage: { size } }] });
    const { status } = await configured(claim(mongodb('10Gi'), undefined));
    const grown = await configured(claim(mongodb('20Gi'), status));
    expect(grown.outcome).toBe('delivered');
    expect(await reasonOf(mongodb('10Gi'), grown.status)).toBe('WouldLoseData');
  });
});

describe('attack A31: a change that loses the volumes of an application', () => {
  const volume = (size: string, more: object = {}) => ({ name: 'data', persistent: { size, ...more } });
  const files = (fields: object) => ({
    name: 'web',
    image: { repository: 'registry.example.com/web', tag: 'v1' },
    deletionProtection: true,
    ...fields,
  });
  const delivered = configured(applicationWith(files({ volumes: [volume('10Gi')] })));
  const change = async (spec: object): Promise<KubernetesObject> =>
    requestOf('ApplicationClaim', { environment: 'dev', ...spec }, { status: (await delivered).status });

  it.each<[string, object]>([
    ['a smaller size', { applications: [files({ volumes: [volume('10G')] })] }],
    ['a storage class', { applications: [files({ volumes: [volume('10Gi', { storageClass: 'fast' })] })] }],
    [
      'another name of the volume',
      { applications: [files({ volumes: [{ ...volume('10Gi'), name: 'b' }] })] },
    ],
    ['no volume', { applications: [files({ deletionProtection: undefined })] }],
    ['no volume and no protection in one step', { applications: [files({ deletionProtection: false })] }],
    ['another name', { applications: [files({ name: 'site', volumes: [volume('10Gi')] })] }],
    ['being disabled', { applications: [files({ enabled: false, volumes: [volume('10Gi')] })] }],
    ['another namespace', { namespace: 'a-dev', applications: [files({ volumes: [volume('10Gi')] })] }],
    ['another environment', { environment: 'qa', applications: [files({ volumes: [volume('10Gi')] })] }],
    ['a service of its name', { applications: [], components: [{ name: 'web', type: 'postgresql' }] }],
  ])('A31 refuses %s', async (_, spec) => {
    const object = await change(spec);
    expect((await refusalOfAsync(() => configured(object))).reason).toBe('WouldLoseData');
  });

  it('A31 refuses another default of the platform for the class', async () => {
    const object = await change({ applications: [files({ volumes: [volume('10Gi')] })] });
    const platform = bootstrapWith({ storageClass: 'fast' });
    expect((await refusalOfAsync(() => configured(object, { platform }))).reason).toBe('WouldLoseData');
  });

  it('A31 accepts a larger size, and the end of the protection', async () => {
    const fields = { volumes: [volume('11Gi')], deletionProtection: false };
    const object = await change({ applications: [files(fields)] });
    expect((await configured(object)).status).toMatchObject({ releases: [{ protected: false }] });
  });
});

describe('a tenant without the chart of applications', () => {
  it('has no application, with a volume or without', async () => {
    const tenant = { name: 'shop', requestNamespaces: ['team-a'], environments: ['dev'], charts: [] };
    const platform = bootstrapWith({ tenants: [tenant] });
    const volumes = [{ name: 'data', persistent: { size: '10Gi' } }];
    for (const fields of [{}, { volumes }]) {
      const refusal = await refusalOfAsync(() => configured(applicationWith(fields), { platform }));
      expect(pathsOf(refusal)).toEqual(['spec.applications[0].chart.name']);
    }
  });
});
