import { describe, expect, it } from 'vitest';
import { postgresql } from '../../promises/postgresql/service.ts';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { alpha, beta, operatorNamed } from '../../test/support/services.ts';
import type { Values } from '../helm/chart.ts';
import { assignedValues } from '../release/assignments.ts';
import type { Placement } from '../release/placement.ts';
import type { Release } from '../release/release.ts';
import type { ServiceItem } from './service-fields.ts';
import { serviceReleases } from './service-release.ts';

const platform = platformWith({ operators: ['alpha-operator', 'beta-operator'] });
const item = (fields: Partial<ServiceItem> = {}): ServiceItem => ({
  name: 'db',
  type: 'alpha',
  enabled: true,
  chart: {},
  ...fields,
});

function releasesOf(
  items: readonly ServiceItem[],
  placement: Placement = placementOn(platform),
  storageClass?: string,
): Release[] {
  return serviceReleases(items, [alpha, beta, postgresql], {
    list: 'services',
    placement,
    owner: undefined,
    storageClass,
  });
}

function releaseWith(
  fields: Partial<ServiceItem> = {},
  placement: Placement = placementOn(platform),
): Release {
  return releasesOf([item(fields)], placement)[0]!;
}

const fieldsOf = (fields: Partial<ServiceItem>, below: Values = {}, placement?: Placement): Values =>
  assignedValues(releaseWith(fields, placement).fields(below));

describe('the block of an engine', () => {
  const withTables = { alpha: { tables: [{ name: 'orders' }] } } as Partial<ServiceItem>;
  const tables = (...names: string[]): Values => ({ alpha: { tables: names.map((name) => ({ name })) } });

  it('sets the values of its mapping, and its fields are named in messages', () => {
    expect(fieldsOf(withTables)).toMatchObject(tables('orders'));
    const paths = releaseWith(withTables)
      .fields({})
      .map(({ field, path }) => [field, path]);
    expect(paths).toContainEqual(['alpha.tables', 'alpha.tables']);
  });

  it('leads to the contents and Secrets of the facts, from values of any layer', () => {
    expect(releaseWith().facts(tables('orders', 'audit'))).toMatchObject({
      contents: ['table/orders', 'table/audit'],
      userSecrets: ['db.reader'],
    });
    const empty = releaseWith().facts({});
    expect(empty).not.toHaveProperty('contents');
    expect(empty).not.toHaveProperty('userSecrets');
    expect(releaseWith({ chart: { name: 'own' } }).facts(tables('orders'))).not.toHaveProperty('contents');
  });

  it.each([
    ['names', Array.from({ length: 501 }, (_, index) => `t${index}`)],
    ['characters', Array.from({ length: 100 }, (_, index) => `${'t'.repeat(200)}${index}`)],
  ])('has at most as many %s as the status can hold', (_, names) => {
    expect(releaseWith().check(tables(...names))).toMatchObject([
      { path: 'alpha', message: expect.stringMatching(/^Too many names inside one service/) },
    ]);
    expect(releaseWith().check(tables(...names.slice(0, 50)))).toEqual([]);
  });
});

describe('serviceReleases()', () => {
  it('creates a release for each enabled item, with its path in the request', () => {
    const releases = releasesOf([item({ enabled: false }), item({ name: 'cache', type: 'beta' })]);
    expect(releases).toMatchObject([
      {
        path: 'spec.services[1]',
        name: 'cache',
        category: 'platform',
        chart: { name: 'beta', version: '1.0.0' },
        stateful: true,
      },
    ]);
  });

  it("uses chart and version of the item, otherwise the type and the platform's version", () => {
    const placement = placementOn(
      platformWith({
        ...platform,
        chartsRepository: { ...platform.chartsRepository, versions: { alpha: '1.1.0' } },
      }),
    );
    expect(releaseWith({}, placement).chart).toEqual({ name: 'alpha', version: '1.1.0' });
    expect(releaseWith({ chart: { name: 'other', version: '2.0.0' } }, placement).chart).toEqual({
      name: 'other',
      version: '2.0.0',
    });
  });

  it('creates the release of the type for an alias, with a warning', () => {
    const renamed = { ...alpha, aliases: [{ name: 'omega', reason: 'Omega was archived' }] };
    const context = { list: 'services', placement: placementOn(platform), owner: undefined };
    const [release] = serviceReleases([item({ type: 'omega' })], [renamed], context);
    expect(release).toMatchObject({
      chart: { name: 'alpha' },
      warnings: ['Delivered as alpha, because Omega was archived; replace type omega with alpha'],
    });
    expect(release?.facts({})).toMatchObject({ engine: 'alpha' });
  });

  it('reports each field whose value another chart does not have', () => {
    const own: Partial<ServiceItem> = { version: '16', size: 'small', storage: { size: '1Gi' } };
    const { unsupportedFields } = releaseWith({ ...own, chart: { name: 'other' }, deletionProtection: true });
    const message = (path: string) => `Chart "other" has no value "${path}"; its values go under values`;
    expect(unsupportedFields?.({ persistence: { enabled: true } })).toEqual([
      { path: 'version', message: message('version') },
      { path: 'size', message: message('resources') },
      { path: 'storage.size', message: message('persistence.size') },
    ]);
    expect(unsupportedFields?.({ version: '', resources: {}, persistence: { size: '' } })).toEqual([]);
    expect(releaseWith(own).unsupportedFields).toBeUndefined();
  });

  it('sets no values for unset fields', () => {
    expect(fieldsOf({})).toEqual({
      podLabels: { 'backstage.io/kubernetes-id': 'db' },
      backup: { archive: 'dev.dev.db' },
    });
  });

  it('sets values for zero, false and a version', () => {
    expect(
      fieldsOf({ replicas: 0, monitoring: false, version: '1.10', highAvailability: false }),
    ).toMatchObject({
      replicas: 0,
      monitoring: { enabled: false },
      version: '1.10',
      highAvailability: { podDisruptionBudget: false },
    });
  });

  it('prefers explicit resources over a size', () => {
    expect(fieldsOf({ size: 'medium', resources: { limits: { memory: '3Gi' } } })['resources']).toEqual({
      requests: { cpu: '500m', memory: '3Gi' },
      limits: { cpu: '1', memory: '3Gi' },
    });
  });

  it('sets request and limit of the memory to the same amount, unless both are given', () => {
    const memory = (resources: ServiceItem['resources']) => fieldsOf({ resources })['resources'];
    const both = { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } };
    expect(memory({ requests: { memory: '1024Mi' } })).toEqual(both);
    expect(memory({ limits: { memory: '1024Mi' } })).toEqual(both);
    expect(memory({ requests: { memory: '1Gi' }, limits: { memory: '2Gi' } })).toEqual({
      requests: { memory: '1Gi' },
      limits: { memory: '2Gi' },
    });
  });

  it('resolves a series to its latest version', () => {
    expect(fieldsOf({ version: '16' })['version']).toBe('16.6');
    expect(fieldsOf({ version: '16.5' })['version']).toBe('16.5');
  });

  it('reports a version that does not exist, and too little memory, from any layer', () => {
    const merged = { version: '16.9', resources: { requests: { memory: '128Mi' } } };
    expect(
      releaseWith()
        .check(merged)
        .map(({ path }) => path),
    ).toEqual(['version', 'resources.requests.memory']);
    expect(releaseWith({ chart: { name: 'other' } }).check(merged)).toEqual([]);
  });

  it('writes quantities of every layer in the canonical form', () => {
    const resources = { limits: { cpu: '2000m' } };
    const placement = placementOn(platformWith({ ...platform, values: { alpha: { resources } } }));
    const { platformValues, freeValues } = releaseWith(
      { values: { resources }, storage: { size: '1024Gi' } },
      placement,
    );
    expect(platformValues['resources']).toEqual({ limits: { cpu: '2' } });
    expect(freeValues['resources']).toEqual({ limits: { cpu: '2' } });
    expect(fieldsOf({ storage: { size: '1024Gi' } })['persistence']).toEqual({ size: '1Ti' });
  });

  it('sets at least three replicas for high availability, and not fewer than a layer below', () => {
    expect(fieldsOf({ highAvailability: true })['replicas']).toBe(3);
    expect(fieldsOf({ highAvailability: true }, { replicas: 5 })['replicas']).toBe(5);
    expect(fieldsOf({ highAvailability: true, replicas: 7 }, { replicas: 5 })['replicas']).toBe(7);
  });

  it('reports high availability with fewer than three replicas from any layer', () => {
    expect(releaseWith({ highAvailability: true }).check({ replicas: 1 })).toEqual([
      { path: 'replicas', message: 'highAvailability needs at least 3 replicas' },
    ]);
    expect(releaseWith({ highAvailability: true }).check({ replicas: 3 })).toEqual([]);
  });

  it('reports monitoring from any layer if the platform has none', () => {
    const merged = { monitoring: { enabled: true } };
    expect(
      releaseWith()
        .check(merged)
        .map(({ path }) => path),
    ).toEqual(['monitoring.enabled']);
    expect(releaseWith({}, placementOn({ ...platform, monitoring: true })).check(merged)).toEqual([]);
  });

  it('keeps one replica in standalone mode, and reports high availability', () => {
    const standalone = { mode: 'standalone', replicas: 1 };
    expect(fieldsOf({ highAvailability: true }, standalone)).not.toHaveProperty('replicas');
    const problems = releaseWith({ highAvailability: true }).check(standalone);
    expect(problems.map(({ path }) => path)).toEqual(['highAvailability.podDisruptionBudget']);
  });

  it('sets the five fields of a schedule in its short form', () => {
    const fields = fieldsOf({ backup: { enabled: true, schedule: '@weekly', retention: '30d' } });
    expect(fields['backup']).toMatchObject({
      enabled: true,
      schedule: '0 0 * * 0',
      retention: '30d',
    });
  });

  it('disables a backup that a layer below enables, if the engine supports backups', () => {
    expect(fieldsOf({ backup: { enabled: false, retention: '30d' } })['backup']).toEqual({
      enabled: false,
      archive: 'dev.dev.db',
    });
    const cache = releasesOf([
      item({ name: 'cache', type: 'beta', backup: { enabled: false, retention: '30d' } }),
    ])[0]!;
    expect(assignedValues(cache.fields({}))).not.toHaveProperty('backup');
  });

  it('prefers the storage class of the item over that of the request and of the platform', () => {
    const placement = placementOn({ ...platform, storageClass: 'standard' });
    const [plain, own] = releasesOf(
      [item(), item({ name: 'b', storage: { storageClass: 'fast' } })],
      placement,
      'slow',
    );
    expect([plain, own].map((release) => assignedValues(release!.fields({}))['persistence'])).toEqual([
      { storageClass: 'slow' },
      { storageClass: 'fast' },
    ]);
    expect(plain?.platformValues).toEqual({ persistence: { storageClass: 'standard' } });
  });

  it("has the platform's pull Secrets, unless the chart is another one", () => {
    const placement = placementOn({ ...platform, imagePullSecrets: ['mirror'] });
    expect(releaseWith({}, placement).platformValues).toEqual({ imagePullSecrets: ['mirror'] });
    expect(releaseWith({ chart: { name: 'own' } }, placement).platformValues).toEqual({});
    const values = { alpha: { imagePullSecrets: ['other'] } };
    expect(releaseWith({}, placementOn({ ...placement.platform, values })).platformValues).toEqual({
      imagePullSecrets: ['other'],
    });
  });

  it("prefers the platform's values of a chart over its default storage class", () => {
    const values = { alpha: { persistence: { storageClass: 'fast', size: '5Gi' } } };
    expect(
      releaseWith({}, placementOn({ ...platform, storageClass: 'standard', values })).platformValues,
    ).toEqual(values.alpha);
  });

  it.each<[Partial<ServiceItem>, boolean, boolean, unknown]>([
    [{}, false, false, undefined],
    [{}, true, true, true],
    [{ deletionProtection: true }, false, true, true],
    [{ deletionProtection: false }, true, false, false],
  ])('for %j with production %s sets protected to %s', (fields, production, isProtected, value) => {
    const release = releaseWith(fields, placementOn(platform, { production }));
    expect(release.protected).toBe(isProtected);
    expect(assignedValues(release.fields({}))['protected']).toBe(value);
  });

  it('reports unsupported features of the platform for every item', () => {
    const placement = placementOn({ ...platform, operators: [] });
    const releases = releasesOf([item({ monitoring: true }), item({ name: 'b' })], placement);
    expect(releases.map(({ refusal }) => refusal?.reason)).toEqual(['NotAllowed', 'NotAllowed']);
    expect(releases.map(({ refusal }) => refusal?.problems.map(({ path }) => path))).toEqual([
      ['spec.services[0].type', 'spec.services[0].monitoring'],
      ['spec.services[1].type'],
    ]);
  });

  it('refuses a value whose operator the platform does not have', () => {
    const furtherOperators = (merged: Values) =>
      merged['topology'] === true ? [{ operator: operatorNamed('topology'), path: 'topology' }] : [];
    const [release] = serviceReleases([item({})], [{ ...alpha, furtherOperators }], {
      list: 'services',
      placement: placementOn(platform),
      owner: undefined,
    });
    expect(release?.check?.({ topology: true })).toContainEqual({
      path: 'topology',
      message:
        'The platform does not have the operator topology, which this field needs; ask the platform team to add it to operators',
    });
    expect(release?.check?.({})).toEqual([]);
  });

  it('warns of a service in production without a backup or authentication', () => {
    const production = placementOn(platform, { production: true });
    const warn = (fields: Partial<ServiceItem>, merged: Values, placement = production): readonly string[] =>
      releaseWith(fields, placement).warn?.(merged) ?? [];
    const [noBackup] = warn({}, { credentials: { secretName: 'x' } });
    expect(noBackup).toContain('has no backup: its data cannot be restored');
    expect(warn({}, { backup: { enabled: true }, credentials: { secretName: 'x' } })).toEqual([]);
    expect(warn({}, {}, placementOn(platform))).toEqual([]);
    expect(warn({ type: 'beta' }, {}).join()).toContain('Beta has no authentication');
  });

  it('derives connection, engine, version and storage from the merged values', () => {
    const merged = { version: '16.4', replicas: 3, persistence: { size: '20Gi' } };
    expect(releaseWith().facts(merged)).toEqual({
      host: 'db.dev.svc.cluster.local',
      port: 5432,
      secretName: 'db-app',
      engine: 'alpha',
      engineVersion: '16.4',
      replicas: 3,
      storage: '20Gi',
    });
    expect(
      releaseWith().facts({ ...merged, persistence: { enabled: false, size: '20Gi' } }),
    ).not.toHaveProperty('storage');
  });

  it('derives the keys of the Secret, the certificate authority and the pooler of PostgreSQL', () => {
    const release = releaseWith({ type: 'postgresql' });
    expect(release.facts({ postgresql: { pooler: { enabled: true } } })).toMatchObject({
      secretName: 'db-app',
      secretKeys: {
        username: 'username',
        password: 'password',
        database: 'dbname',
        host: 'host',
        port: 'port',
        uri: 'uri',
        'jdbc-uri': 'jdbc-uri',
      },
      caSecret: 'db-ca',
      poolerHost: 'db-pooler.dev.svc.cluster.local',
    });
    const own = release.facts({ credentials: { secretName: 'own' } });
    expect(own).toMatchObject({
      secretName: 'own',
      secretKeys: { username: 'username', password: 'password' },
    });
    expect(own).not.toHaveProperty('poolerHost');
  });

  it('reports a limit below its request from any layer', () => {
    const merged = { resources: { requests: { cpu: '2' }, limits: { cpu: '1500m' } } };
    expect(releaseWith().check(merged)).toEqual([
      {
        path: 'resources.limits.cpu',
        message: 'The limit 1500m is below the request 2; raise the limit or lower the request',
      },
    ]);
  });
});
