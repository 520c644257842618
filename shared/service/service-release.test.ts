import { describe, expect, it } from 'vitest';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { alpha, beta } from '../../test/support/services.ts';
import type { Values } from '../helm/chart.ts';
import { assignedValues } from '../release/assignments.ts';
import type { Placement } from '../release/placement.ts';
import type { Release } from '../release/release.ts';
import type { ServiceItem } from './service-fields.ts';
import { serviceReleases } from './service-release.ts';

const platform = platformWith({ operators: ['alpha-operator'] });
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
  return serviceReleases(items, [alpha, beta], {
    list: 'services',
    placement,
    owner: undefined,
    storageClass,
  });
}

function defineRelease(
  fields: Partial<ServiceItem> = {},
  placement: Placement = placementOn(platform),
): Release {
  return releasesOf([item(fields)], placement)[0]!;
}

const fieldsOf = (fields: Partial<ServiceItem>, below: Values = {}, placement?: Placement): Values =>
  assignedValues(defineRelease(fields, placement).fields(below));

describe('serviceReleases()', () => {
  it('makes a release of each enabled item, with the place it has in the request', () => {
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

  it("takes chart and version from the item, else the type and the platform's version of that chart", () => {
    const placement = placementOn(
      platformWith({
        ...platform,
        chartsRepository: { ...platform.chartsRepository, versions: { alpha: '1.1.0' } },
      }),
    );
    expect(defineRelease({}, placement).chart).toEqual({ name: 'alpha', version: '1.1.0' });
    expect(defineRelease({ chart: { name: 'other', version: '2.0.0' } }, placement).chart).toEqual({
      name: 'other',
      version: '2.0.0',
    });
  });

  it('lets nothing unset reach the values', () => {
    expect(fieldsOf({})).toEqual({ podLabels: { 'backstage.io/kubernetes-id': 'db' } });
  });

  it('lets zero, false and an explicit version as text reach them', () => {
    expect(
      fieldsOf({ replicas: 0, monitoring: false, version: '1.10', highAvailability: false }),
    ).toMatchObject({
      replicas: 0,
      monitoring: { enabled: false },
      version: '1.10',
      highAvailability: { podDisruptionBudget: false },
    });
  });

  it('lets explicit resources win over a size', () => {
    expect(fieldsOf({ size: 'medium', resources: { limits: { memory: '3Gi' } } })['resources']).toEqual({
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { cpu: '1000m', memory: '3Gi' },
    });
  });

  it('gives high availability three replicas at least, and no fewer than a layer below has', () => {
    expect(fieldsOf({ highAvailability: true })['replicas']).toBe(3);
    expect(fieldsOf({ highAvailability: true }, { replicas: 5 })['replicas']).toBe(5);
    expect(fieldsOf({ highAvailability: true, replicas: 7 }, { replicas: 5 })['replicas']).toBe(7);
  });

  it('finds high availability of fewer than three replicas, wherever they come from', () => {
    expect(defineRelease({ highAvailability: true }).check({ replicas: 1 })).toEqual([
      { path: 'replicas', message: 'highAvailability needs at least 3 replicas' },
    ]);
    expect(defineRelease({ highAvailability: true }).check({ replicas: 3 })).toEqual([]);
  });

  it('finds monitoring that any layer switches on where the platform has none', () => {
    const merged = { monitoring: { enabled: true } };
    expect(
      defineRelease()
        .check(merged)
        .map(({ path }) => path),
    ).toEqual(['monitoring.enabled']);
    expect(defineRelease({}, placementOn({ ...platform, monitoring: true })).check(merged)).toEqual([]);
  });

  it('leaves a standalone alone, and refuses to call it highly available', () => {
    const standalone = { mode: 'standalone', replicas: 1 };
    expect(fieldsOf({ highAvailability: true }, standalone)).not.toHaveProperty('replicas');
    const problems = defineRelease({ highAvailability: true }).check(standalone);
    expect(problems.map(({ path }) => path)).toEqual(['highAvailability.podDisruptionBudget']);
  });

  it('switches off a backup that a layer below switches on, where the engine has backups', () => {
    expect(fieldsOf({ backup: { enabled: false, retention: '30d' } })['backup']).toEqual({ enabled: false });
    const cache = releasesOf([
      item({ name: 'cache', type: 'beta', backup: { enabled: false, retention: '30d' } }),
    ])[0]!;
    expect(assignedValues(cache.fields({}))).not.toHaveProperty('backup');
  });

  it("takes the storage class of the item, else of the request, else of the platform's layer", () => {
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

  it("lets the platform's own values of a chart win over its default storage class", () => {
    const values = { alpha: { persistence: { storageClass: 'fast', size: '5Gi' } } };
    expect(
      defineRelease({}, placementOn({ ...platform, storageClass: 'standard', values })).platformValues,
    ).toEqual(values.alpha);
  });

  it.each<[Partial<ServiceItem>, boolean, boolean, unknown]>([
    [{}, false, false, undefined],
    [{}, true, true, true],
    [{ deletionProtection: true }, false, true, true],
    [{ deletionProtection: false }, true, false, false],
  ])('protects %j with production %s: %s', (fields, production, isProtected, value) => {
    const release = defineRelease(fields, placementOn(platform, { production }));
    expect(release.protected).toBe(isProtected);
    expect(assignedValues(release.fields({}))['protected']).toBe(value);
  });

  it('reports for every item what the platform does not offer', () => {
    const placement = placementOn({ ...platform, operators: [] });
    const releases = releasesOf([item({ monitoring: true }), item({ name: 'b' })], placement);
    expect(releases.map(({ refusal }) => refusal?.reason)).toEqual(['NotAllowed', 'NotAllowed']);
    expect(releases.map(({ refusal }) => refusal?.problems.map(({ path }) => path))).toEqual([
      ['spec.services[0].type', 'spec.services[0].monitoring'],
      ['spec.services[1].type'],
    ]);
  });

  it('warns where an operator must be in the cluster already', () => {
    expect(releasesOf([item({ name: 'cache', type: 'beta' })])[0]?.warnings).toEqual([
      'Beta needs the operator beta-operator in the cluster, which this platform does not install',
    ]);
  });

  it('tells host, port, Secret, engine, version and storage from the merged values', () => {
    const merged = { version: '16.4', replicas: 3, persistence: { size: '20Gi' } };
    expect(defineRelease().facts(merged)).toEqual({
      host: 'db.dev.svc.cluster.local',
      port: 5432,
      secretName: 'db-app',
      engine: 'alpha',
      engineVersion: '16.4',
      replicas: 3,
      storage: '20Gi',
    });
    expect(
      defineRelease().facts({ ...merged, persistence: { enabled: false, size: '20Gi' } }),
    ).not.toHaveProperty('storage');
  });

  it('finds a limit below its request whatever layers they come from', () => {
    const merged = { resources: { requests: { cpu: '2' }, limits: { cpu: '1500m' } } };
    expect(defineRelease().check(merged)).toEqual([
      {
        path: 'resources.limits.cpu',
        message: 'The limit 1500m is below the request 2; raise the limit or lower the request',
      },
    ]);
  });
});
