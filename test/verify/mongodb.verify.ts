import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { mongodb } from '../../promises/mongodb/service.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { ourCharts } from './support/charts.ts';
import { renderObjects } from './support/render.ts';

const { folder, production } = ourCharts().find(({ name }) => name === 'mongodb')!;
const layers = { development: '{}', production: readFileSync(production, 'utf8') };
type Environment = keyof typeof layers;

/** Release to render. */
interface Target {
  readonly environment?: Environment;
  readonly release?: string;
}

/** Renders the objects of a release with the defaults of an environment and the values of a request. */
function render(values: Values, { environment = 'development', release = 'docs' }: Target = {}): Values[] {
  const question = { chart: { dir: folder }, layers: [layers[environment], stringify(values)] };
  return renderObjects({ ...question, release, namespace: 'dev' });
}

/** Returns the spec of the database, and that of its replica set. */
function specOf(values: Values, target?: Target): { spec: Values; replicaSet: Values } {
  const [object] = render(values, target);
  const spec = object?.['spec'] as Values;
  return { spec, replicaSet: (spec['replsets'] as Values[])[0]! };
}

describe.each(Object.keys(layers) as Environment[])('the chart mongodb in %s', (environment) => {
  it('lets the operator grow volumes', () => {
    const { spec, replicaSet } = specOf({ persistence: { size: '40Gi' } }, { environment });
    expect(spec).toMatchObject({ storageScaling: { enableVolumeScaling: true } });
    const volume = { persistentVolumeClaim: { resources: { requests: { storage: '40Gi' } } } };
    expect(replicaSet).toMatchObject({ volumeSpec: volume });
  });

  it('protects every object, and never lets the operator delete volumes', () => {
    for (const { metadata } of render({ protected: true }, { environment }) as { metadata: Values }[]) {
      expect(metadata['annotations']).toEqual({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      });
      expect(metadata).not.toHaveProperty('finalizers');
    }
  });

  it('requests the memory of the limit', () => {
    const { requests, limits } = specOf({}, { environment }).replicaSet['resources'] as Record<
      string,
      Values
    >;
    expect(requests?.['memory']).toBe(limits?.['memory']);
  });

  it('meets Pod Security "restricted" in all containers', () => {
    const { spec, replicaSet } = specOf({}, { environment });
    expect(replicaSet['podSecurityContext']).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const context of [replicaSet['containerSecurityContext'], spec['initContainerSecurityContext']]) {
      expect(context).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    }
  });

  it('names Secrets of this release only', () => {
    expect(specOf({}, { environment }).spec['secrets']).toEqual({
      users: 'docs-secrets',
      encryptionKey: 'docs-encryption-key',
    });
  });

  it('spreads the members over nodes and zones by labels that no value and no version of the chart changes', () => {
    const { replicaSet } = specOf({ podLabels: { 'example.com/tier': 'data' } }, { environment });
    const matchLabels = {
      'app.kubernetes.io/instance': 'docs',
      'app.kubernetes.io/component': 'mongod',
      'app.kubernetes.io/replset': 'rs0',
    };
    const labelSelector = { matchLabels };
    const podAffinityTerm = { topologyKey: 'kubernetes.io/hostname', labelSelector };
    const preferred = [{ weight: 100, podAffinityTerm }];
    expect(replicaSet['affinity']).toEqual({
      advanced: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } },
    });
    expect(replicaSet['topologySpreadConstraints']).toEqual([
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector,
      },
    ]);
  });
});

describe('the chart mongodb', () => {
  it('renders one object, because the operator creates the others', () => {
    expect(render({}).map(({ kind }) => kind)).toEqual(['PerconaServerMongoDB']);
  });

  it('names Secrets that fit the name of a volume, for the longest name of a service', () => {
    const name = 'x'.repeat(mongodb.nameLimit);
    const { encryptionKey } = specOf({}, { release: name }).spec['secrets'] as Record<string, string>;
    // The operator mounts both Secrets as volumes of their names, which have at most 63 characters.
    expect([encryptionKey, `${name}-mongodb-keyfile`].map((volume) => volume!.length <= 63)).toEqual([
      true,
      true,
    ]);
    expect(() => render({}, { release: `${name}x` })).toThrow('at most 47 characters');
  });

  it('skips the check of the number of members only for a single member', () => {
    expect(specOf({ replicas: 1 }).spec['unsafeFlags']).toEqual({ replsetSize: true });
    expect(specOf({ replicas: 3 }).spec).not.toHaveProperty('unsafeFlags');
  });

  it.each([
    [true, 1],
    [false, '100%'],
  ])('with podDisruptionBudget %s allows %s unavailable members', (podDisruptionBudget, maxUnavailable) => {
    const { replicaSet } = specOf({ replicas: 3, highAvailability: { podDisruptionBudget } });
    expect(replicaSet['podDisruptionBudget']).toEqual({ maxUnavailable });
  });

  it('lets the operator create the password, unless a Secret is named', () => {
    const roles = ['dbAdmin', 'readWrite'].map((name) => ({ name, db: 'app' }));
    const user = { name: 'app', db: 'admin', roles };
    expect(specOf({}).spec['users']).toEqual([user]);
    expect(specOf({ credentials: { secretName: 'own' } }).spec['users']).toEqual([
      { ...user, passwordSecretRef: { name: 'own', key: 'password' } },
    ]);
  });

  it('nests the settings of mongod, and accepts TLS clients without a certificate', () => {
    const config = {
      'net.maxIncomingConnections': 1000000,
      'operationProfiling.slowOpSampleRate': 0.5,
      'setParameter.ttlMonitorEnabled': false,
    };
    const { replicaSet } = specOf({ mongodb: { config } });
    expect(parse(replicaSet['configuration'] as string)).toEqual({
      net: { maxIncomingConnections: 1000000, tls: { allowConnectionsWithoutCertificates: true } },
      operationProfiling: { slowOpSampleRate: 0.5 },
      setParameter: { ttlMonitorEnabled: false },
    });
  });

  it('completes the upgrade of a series, and never upgrades of its own accord', () => {
    const { spec } = specOf({ version: '8.0.32-14' });
    expect(spec).toMatchObject({ image: 'percona/percona-server-mongodb:8.0.32-14' });
    expect(spec['upgradeOptions']).toEqual({ apply: 'disabled', setFCV: true });
  });

  it('gives each user the database of its roles, and its own Secret if it names one', () => {
    const users = [
      { name: 'reports', roles: [{ name: 'read', db: 'shop' }, { name: 'clusterMonitor' }] },
      { name: 'importer', roles: [{ name: 'readAnyDatabase' }], secretName: 'importer-password' },
    ];
    const [, ...others] = specOf({ mongodb: { users } }).spec['users'] as Values[];
    expect(others).toEqual([
      {
        name: 'reports',
        db: 'admin',
        roles: [
          { name: 'read', db: 'shop' },
          { name: 'clusterMonitor', db: 'admin' },
        ],
      },
      {
        name: 'importer',
        db: 'admin',
        passwordSecretRef: { name: 'importer-password', key: 'password' },
        roles: [{ name: 'readAnyDatabase', db: 'admin' }],
      },
    ]);
  });
});

describe('backups of the chart mongodb', () => {
  const on = { enabled: true, destination: 's3://backups/data/bases/', secretName: 'store' };
  const backupOf = (backup: Values, mongodb: Values = {}): Values =>
    specOf({ backup: { ...on, ...backup }, mongodb, version: '8.0.32-14' }).spec['backup'] as Values;

  it('are off by default', () => {
    expect(specOf({}).spec).not.toHaveProperty('backup');
  });

  it('have one store, with the archive as prefix', () => {
    expect(backupOf({ archive: 'prod.dev.docs' })['storages']).toEqual({
      archive: {
        main: true,
        type: 's3',
        s3: {
          bucket: 'backups',
          prefix: 'data/bases/prod.dev.docs.mongodb8.0',
          region: 'us-east-1',
          credentialsSecret: 'store',
        },
      },
    });
    expect(backupOf({ destination: 's3://backups' })['storages']).toMatchObject({
      archive: { s3: { bucket: 'backups', prefix: 'dev.docs.mongodb8.0' } },
    });
  });

  it('save the operations log, and run in restricted containers', () => {
    const { pitr, containerSecurityContext } = backupOf({});
    expect(pitr).toEqual({ enabled: true });
    expect(containerSecurityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it.each([
    ['0 2 * * *', '30d', 30],
    ['0 2 * * *', '4w', 28],
    ['0 */6 * * *', '7d', 28],
    ['30 8-18/2,22 * * *', '1d', 7],
    ['0 3 * * SUN', '30d', 5],
    ['0 3 * * MON-FRI', '2w', 10],
    ['0 3 1,15 * *', '6m', 14],
    ['0 3 1 * SUN', '1w', 7],
    ['0 0 1 1 *', '1d', 1],
    ['*/5 * * * *', '1d', 288],
    ['08 09 * * *', '3d', 3],
  ])('with schedule %s and retention %s keep %i of them', (schedule, retention, count) => {
    const [task] = backupOf({ schedule, retention })['tasks'] as Values[];
    expect(task).toMatchObject({
      schedule,
      storageName: 'archive',
      retention: { type: 'count', count, deleteFromStorage: true },
    });
  });
});
