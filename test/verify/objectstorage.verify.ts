import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { objectstorage } from '../../promises/objectstorage/service.ts';
import { seaweedfs } from '../../promises/operators.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { namespaceRelease } from '../../shared/release/namespace-defaults.ts';
import { ourCharts } from './support/charts.ts';
import { renderObjects } from './support/render.ts';

const { folder, production } = ourCharts().find(({ name }) => name === 'objectstorage')!;
const layers = { development: '{}', production: readFileSync(production, 'utf8') };
type Environment = keyof typeof layers;
const environments = Object.keys(layers) as Environment[];

/** Kubernetes object. */
interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> };
  readonly spec: Values;
}

/** Renders the objects of a release with the defaults of an environment and the values of a request. */
function render(values: Values, environment: Environment = 'development', release = 'files'): Rendered[] {
  const question = { chart: { dir: folder }, layers: [layers[environment], stringify(values)] };
  return renderObjects<Rendered>({ ...question, release, namespace: 'shop' });
}

function ofKind(kind: string, objects: readonly Rendered[]): Rendered[] {
  return objects.filter((object) => object.kind === kind);
}

/** Returns the components of the store. */
function componentsOf(values: Values, environment?: Environment): Record<string, Values> {
  const [store] = ofKind('Seaweed', render(values, environment));
  const { master, volume, filer, s3 } = store!.spec as Record<string, Values>;
  return { master: master!, volume: volume!, filer: filer!, s3: s3! };
}

const store = {
  buckets: [{ name: 'invoices' }, { name: 'uploads', versioning: 'enabled', quota: '50Gi' }],
  users: [{ name: 'shop', access: [{ bucket: 'uploads', permission: 'readWrite' }] }],
};

describe.each(environments)('the chart objectstorage in %s', (environment) => {
  it.each([
    ['that the operator creates', {}, 'files.root'],
    ['that the request names', { credentials: { secretName: 'own' } }, 'own'],
  ])('starts no gateway without the keys of the Secret %s', (_, values, name) => {
    const from = (key: string): Values => ({ secretKeyRef: { name, key } });
    expect(componentsOf(values, environment)['s3']!['env']).toEqual([
      { name: 'AWS_ACCESS_KEY_ID', valueFrom: from('accessKey') },
      { name: 'AWS_SECRET_ACCESS_KEY', valueFrom: from('secretKey') },
    ]);
  });

  it('lets other pods reach only the port of the S3 API', () => {
    const [policy] = ofKind('NetworkPolicy', render({}, environment));
    const own = { podSelector: policy!.spec['podSelector'] };
    const operator = { 'kubernetes.io/metadata.name': seaweedfs.namespace };
    expect(policy!.spec).toMatchObject({
      policyTypes: ['Ingress'],
      ingress: [
        { from: [own, { namespaceSelector: { matchLabels: operator } }] },
        { from: [{ podSelector: {} }], ports: [{ port: 8333, protocol: 'TCP' }] },
      ],
    });
  });

  it('leaves the NetworkPolicy of the platform alone, whatever its name', () => {
    const [policy] = ofKind('NetworkPolicy', render({}, environment, namespaceRelease));
    expect(policy!.metadata.name).not.toBe(namespaceRelease);
  });

  it('makes the components sign their requests to each other', () => {
    const [{ spec }] = ofKind('Seaweed', render({}, environment)) as [Rendered];
    expect(spec['securityConfig']).toEqual({
      jwtSigning: { volumeWrite: true, volumeRead: true, filerWrite: true, filerRead: true },
    });
  });

  it('meets Pod Security "restricted" in every component', () => {
    for (const component of Object.values(componentsOf({}, environment))) {
      expect(component['podSecurityContext']).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(component['containerSecurityContext']).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('requests the memory of the limit for every component', () => {
    for (const component of Object.values(componentsOf({}, environment))) {
      const { requests, limits } = component as Record<string, Values>;
      expect(requests?.['memory']).toBe(limits?.['memory']);
    }
  });

  it('keeps the names of the objects on a volume', () => {
    const { filer } = componentsOf({ persistence: { storageClass: 'fast' } }, environment);
    expect(filer!['config']).toContain('dir = "/data/filerldb2"');
    expect(filer!['persistence']).toMatchObject({
      enabled: true,
      mountPath: '/data',
      storageClassName: 'fast',
    });
  });

  it('protects every object, and keeps the buckets that are removed', () => {
    const objects = render({ protected: true, objectstorage: store }, environment);
    for (const { metadata } of objects) {
      expect(metadata.annotations).toMatchObject({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      });
    }
    expect(ofKind('Bucket', objects).map(({ spec }) => spec['reclaimPolicy'])).toEqual(['Retain', 'Retain']);
  });

  it('lets Argo CD delete buckets, users and policies before the store, and wait for budgets last', () => {
    const waves = render({ objectstorage: store }, environment).map(
      ({ kind, metadata }) =>
        [kind, Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0)] as const,
    );
    const waveOf: Record<string, number> = { Seaweed: 0, NetworkPolicy: 0, PodDisruptionBudget: 2 };
    expect(waves.filter(([kind, wave]) => wave !== (waveOf[kind] ?? 1))).toEqual([]);
  });

  it('sets no field that the release 1.0.36 of the operator lacks', () => {
    // Argo CD would find the object out of sync for ever. The definition of its main branch has this field.
    expect(componentsOf({}, environment)['master']).not.toHaveProperty('persistence');
  });
});

describe('the chart objectstorage', () => {
  it.each([
    [1, { master: 1, volume: 1, filer: 1, s3: 1 }, '000'],
    [2, { master: 3, volume: 2, filer: 2, s3: 2 }, '001'],
    [5, { master: 3, volume: 5, filer: 2, s3: 2 }, '001'],
  ])('with %s replicas has the pods %j and the replication %s', (replicas, pods, replication) => {
    const components = componentsOf({ replicas });
    expect(
      Object.fromEntries(Object.entries(components).map(([name, { replicas: count }]) => [name, count])),
    ).toEqual(pods);
    expect(components['master']).toMatchObject({ defaultReplication: replication });
  });

  it('sends all gateways to the same filer, and to the other one only if it is down', () => {
    const argument = (replicas: number): unknown =>
      (componentsOf({ replicas })['s3']!['extraArgs'] as string[]).filter((arg) => arg.startsWith('-filer='));
    expect(argument(1)).toEqual([]);
    expect(argument(3)).toEqual([
      '-filer=files-filer-0.files-filer-peer.shop:8888,files-filer-1.files-filer-peer.shop:8888',
    ]);
  });

  it.each([
    ['5Gi', 64],
    ['10Gi', 102],
    ['100Gi', 1024],
    ['1.5T', 14305],
    ['50Ti', 30000],
  ])('on volumes of %s makes files of at most %s MiB, so that many buckets fit', (size, limit) => {
    expect(componentsOf({ persistence: { size } })['master']).toMatchObject({ volumeSizeLimitMB: limit });
  });

  it('requests the volume and the CPU of a volume server, without requests as well', () => {
    expect(componentsOf({ resources: null }).volume).toMatchObject({ requests: { storage: '10Gi' } });
    expect(componentsOf({}).volume).toMatchObject({ requests: { storage: '10Gi', cpu: '100m' } });
  });

  it('grants users access to buckets, and deletes a bucket that is removed', () => {
    const buckets = ofKind('Bucket', render({ objectstorage: store })).map(({ spec }) => spec);
    expect(buckets).toMatchObject([
      { name: 'invoices', reclaimPolicy: 'Delete', adoptExisting: true },
      {
        name: 'uploads',
        versioning: 'Enabled',
        quota: { size: '50Gi', enforce: true },
        access: [{ user: 'shop', actions: ['Read', 'List', 'Write', 'Tagging'] }],
      },
    ]);
    expect(buckets[0]).not.toHaveProperty('access');
    expect(JSON.stringify(buckets)).not.toMatch(/anonymous/i);
  });

  it('lets the operator create a Secret for the administrator and each user', () => {
    const secrets = (values: Values): unknown[] =>
      ofKind('S3Credentials', render(values)).map(({ spec }) => (spec['secretRef'] as Values)['name']);
    expect(secrets({ objectstorage: store })).toEqual(['files.root', 'files.shop']);
    expect(secrets({ objectstorage: store, credentials: { secretName: 'own' } })).toEqual(['files.shop']);
  });

  it('adds a monitor with the labels of the platform, because those of the operator have none', () => {
    const monitors = (labels: Values): Rendered[] =>
      ofKind('PodMonitor', render({ monitoring: { enabled: true, labels } }));
    expect(monitors({})).toEqual([]);
    expect(monitors({ release: 'prometheus' })).toMatchObject([
      {
        metadata: { labels: { release: 'prometheus' } },
        spec: {
          podMetricsEndpoints: ['master', 'volume', 'filer', 's3'].map((name) => ({
            port: `${name}-metrics`,
          })),
        },
      },
    ]);
  });

  it('refuses a name that is too long for the labels of the operator', () => {
    const name = 'x'.repeat(objectstorage.nameLimit);
    expect(`${name}-volume-0123456789`.length).toBe(63);
    expect(() => render({}, 'development', `${name}x`)).toThrow('at most 45 characters');
  });

  it.each([
    ['a user with the name of the administrator', { objectstorage: { users: [{ name: 'root' }] } }],
    ['a bucket with dots', { objectstorage: { buckets: [{ name: 'a.b.c' }] } }],
    ['no volumes', { persistence: { enabled: false } }],
    ['backups', { backup: { enabled: true } }],
  ])('refuses %s', (_, values) => {
    expect(() => render(values)).toThrow();
  });
});
