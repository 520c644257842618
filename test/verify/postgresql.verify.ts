import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Values } from '../../shared/helm/chart.ts';
import { valueAt } from '../../shared/release/value-access.ts';
import { ourCharts } from './support/charts.ts';
import { renderObjects } from './support/render.ts';
import { ask, helm } from './support/tools.ts';

const { folder, production, variants } = ourCharts().find(({ name }) => name === 'postgresql')!;
const layers = { development: '{}', production: readFileSync(production, 'utf8') };

/** Renders the objects of a release by their kind and name. */
function render(values: Values, environment: keyof typeof layers = 'development'): Map<string, Values> {
  const question = { chart: { dir: folder }, layers: [layers[environment], stringify(values)] };
  const objects = renderObjects({ ...question, release: 'shop-db', namespace: 'dev' });
  return new Map(
    objects.map((object) => [`${object['kind']} ${(object['metadata'] as Values)['name']}`, object]),
  );
}

const specOf = (objects: Map<string, Values>, key: string): Values => objects.get(key)?.['spec'] as Values;
const backup = { enabled: true, destination: 's3://backups/databases', archive: 'dev.dev.shop-db' };
const restore = { destination: 's3://backups/databases', serverName: 'prod.shop.shop-db.pg17' };
const plugin = 'barman-cloud.cloudnative-pg.io';

describe('the chart postgresql', () => {
  it('uses images without the backup tools that leave with CloudNativePG 1.31', () => {
    expect(specOf(render({ version: '18.6' }), 'Cluster shop-db')['imageName']).toBe(
      'ghcr.io/cloudnative-pg/postgresql:18.6-standard-trixie',
    );
  });

  it('archives by the plugin, with an archive for each major version', () => {
    const objects = render({ backup, version: '16.15' });
    expect(specOf(objects, 'Cluster shop-db')['plugins']).toEqual([
      {
        name: plugin,
        enabled: true,
        isWALArchiver: true,
        parameters: { barmanObjectName: 'shop-db', serverName: 'dev.dev.shop-db.pg16' },
      },
    ]);
    expect(specOf(objects, 'Cluster shop-db')).not.toHaveProperty('backup');
    expect(specOf(objects, 'ObjectStore shop-db')['retentionPolicy']).toBe('30d');
    expect(specOf(objects, 'ScheduledBackup shop-db')).toMatchObject({
      method: 'plugin',
      pluginConfiguration: { name: plugin },
    });
    expect(specOf(render({ backup, version: '17.11' }), 'Cluster shop-db')['plugins']).toMatchObject([
      { parameters: { serverName: 'dev.dev.shop-db.pg17' } },
    ]);
  });

  it('restores from another archive than it writes, and deletes nothing from it by its retention', () => {
    const objects = render({ backup, restore: { ...restore, targetTime: '2026-11-28T09:30:00Z' } });
    const spec = specOf(objects, 'Cluster shop-db');
    expect(spec['bootstrap']).toEqual({
      recovery: {
        source: 'origin',
        recoveryTarget: { targetTime: '2026-11-28T09:30:00Z' },
        database: 'app',
        owner: 'app',
      },
    });
    const parameters = { barmanObjectName: 'shop-db.restore', serverName: restore.serverName };
    expect(spec['externalClusters']).toEqual([
      { name: 'origin', plugin: { name: plugin, enabled: true, isWALArchiver: false, parameters } },
    ]);
    expect(specOf(objects, 'ObjectStore shop-db.restore')).not.toHaveProperty('retentionPolicy');
  });

  it.each([
    ['s3://b/x', 's3Credentials', 'inheritFromIAMRole', 'accessKeyId'],
    ['gs://b/x', 'googleCredentials', 'gkeEnvironment', 'applicationCredentials'],
    ['https://a.blob.core.windows.net/c', 'azureCredentials', 'inheritFromAzureAD', 'connectionString'],
  ])(
    'reads the credentials of %s from a Secret, or from the identity of the pods',
    (url, kind, identity, key) => {
      const configurationOf = (secretName: string): Values => {
        const objects = render({ backup: { ...backup, destination: url, secretName }, restore });
        return specOf(objects, 'ObjectStore shop-db')['configuration'] as Values;
      };
      expect(configurationOf('')[kind]).toEqual({ [identity]: true });
      expect(configurationOf('store')[kind]).toMatchObject({ [key]: { name: 'store' } });
    },
  );

  it('bounds the container that archives, so that a quota accepts the pods', () => {
    const { resources } = specOf(render({ backup }), 'ObjectStore shop-db')[
      'instanceSidecarConfiguration'
    ] as { resources: Values };
    expect(resources).toMatchObject({ requests: { memory: '256Mi' }, limits: { memory: '1Gi' } });
  });

  it('sizes shared_buffers by the memory request, which CloudNativePG compares, not by the limit', () => {
    const resources = { requests: { memory: '1Gi' }, limits: { memory: '8Gi' } };
    expect(specOf(render({ resources }), 'Cluster shop-db')['postgresql']).toMatchObject({
      parameters: { shared_buffers: '256MB' },
    });
    expect(objections({ resources }, undefined)).toEqual([]);
  });

  it('has a certificate for the host of the status', () => {
    expect(specOf(render({}), 'Cluster shop-db')['certificates']).toEqual({
      serverAltDNSNames: ['shop-db', 'shop-db.dev', 'shop-db.dev.svc', 'shop-db.dev.svc.cluster.local'],
    });
  });

  it('waits for a standby in production, in another zone if there is one, and pools transactions', () => {
    const objects = render({}, 'production');
    expect(specOf(objects, 'Cluster shop-db')).toMatchObject({
      postgresql: { synchronous: { method: 'any', number: 1, dataDurability: 'preferred' } },
      topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone' }],
    });
    expect(specOf(objects, 'Pooler shop-db-pooler')).toMatchObject({
      pgbouncer: { poolMode: 'transaction', parameters: { max_client_conn: '1000' } },
    });
  });

  it('spreads the poolers over nodes and zones, and evicts one at a time', () => {
    const objects = render({}, 'production');
    const labels = { matchLabels: { 'cnpg.io/poolerName': 'shop-db-pooler' } };
    const { spec } = specOf(objects, 'Pooler shop-db-pooler')['template'] as { spec: Values };
    expect(spec).toMatchObject({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: labels } },
          ],
        },
      },
      topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', labelSelector: labels }],
    });
    const budget = 'PodDisruptionBudget shop-db-pooler';
    expect(specOf(objects, budget)).toEqual({ maxUnavailable: 1, selector: labels });
    const single = render({ postgresql: { pooler: { instances: 1 } } }, 'production');
    expect(single.has(budget)).toBe(false);
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } };
    const own = specOf(render({ affinity }, 'production'), 'Pooler shop-db-pooler')['template'];
    expect(own).toMatchObject({ spec: { affinity } });
  });

  it('keeps the list of backups with the database, not with their schedule', () => {
    expect(specOf(render({ backup }), 'ScheduledBackup shop-db')['backupOwnerReference']).toBe('cluster');
  });

  it('gives the ServiceAccount annotations of a workload identity', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/backups' };
    const spec = specOf(render({ serviceAccount: { annotations } }), 'Cluster shop-db');
    expect(spec['serviceAccountTemplate']).toEqual({ metadata: { annotations } });
    expect(specOf(render({}), 'Cluster shop-db')).not.toHaveProperty('serviceAccountTemplate');
  });

  it('gives the write-ahead log a volume of its own, in the class of the data', () => {
    const values = { persistence: { storageClass: 'fast' }, postgresql: { walStorage: { size: '5Gi' } } };
    expect(specOf(render(values), 'Cluster shop-db')['walStorage']).toMatchObject({
      size: '5Gi',
      storageClass: 'fast',
    });
    expect(specOf(render({}), 'Cluster shop-db')).not.toHaveProperty('walStorage');
  });
});

describe('databases and roles of the chart postgresql', () => {
  const databases = [{ name: 'audit_log', extensions: ['pgcrypto'] }];
  const lists = {
    databases,
    extensions: ['vector'],
    roles: [{ name: 'reader' }, { name: 'w', secretName: 'w' }],
  };

  it('are dropped with their entry, but never that of the application, and none of a protected service', () => {
    const policiesOf = (values: Values): unknown[] =>
      [...render(values)]
        .filter(([key]) => key.startsWith('Database'))
        .map(([key, { spec }]) => {
          const { databaseReclaimPolicy, databaseRoleReclaimPolicy } = spec as Values;
          return [key, databaseReclaimPolicy ?? databaseRoleReclaimPolicy];
        })
        .sort();
    expect(policiesOf({ postgresql: lists })).toEqual([
      ['Database shop-db', 'retain'],
      ['Database shop-db.audit-log', 'delete'],
      ['DatabaseRole shop-db.reader', 'delete'],
      ['DatabaseRole shop-db.w', 'delete'],
    ]);
    const kept = policiesOf({ postgresql: lists, protected: true }) as [string, string][];
    expect(new Set(kept.map(([, policy]) => policy))).toEqual(new Set(['retain']));
  });

  it('give a role without a password a client certificate, and the rule to log in with it', () => {
    const objects = render({ postgresql: lists });
    expect(specOf(objects, 'Cluster shop-db')['postgresql']).toMatchObject({
      pg_hba: ['hostssl all reader all cert'],
    });
    expect(specOf(objects, 'DatabaseRole shop-db.reader')).toMatchObject({
      clientCertificate: { enabled: true },
    });
    expect(specOf(objects, 'DatabaseRole shop-db.w')).toMatchObject({ passwordSecret: { name: 'w' } });
    expect(specOf(objects, 'DatabaseRole shop-db.w')).not.toHaveProperty('clientCertificate');
  });
});

/** Answer of the webhook of CloudNativePG about one object. */
interface Answer {
  readonly id: string;
  readonly kind: string;
  readonly errors: readonly string[];
}

/** Renders the manifest of a release in production. */
function manifestOf(values: Values): string {
  return [...render(values, 'production').values()].map((object) => stringify(object)).join('---\n');
}

/** Returns the objections of CloudNativePG's webhook against a release, or against its change. */
function objections(values: Values, before?: Values): string[] {
  const old = before === undefined ? '' : manifestOf(before);
  const answers = ask<Answer>('cnpg', [], [{ id: 'release', yaml: manifestOf(values), old }]);
  expect(answers.map(({ kind }) => kind)).toContain('Cluster');
  return answers.flatMap(({ kind, errors }) => errors.map((error) => `${kind} ${error}`));
}

describe("CloudNativePG's own webhook", () => {
  it('accepts every release of the chart', () => {
    const questions = [...variants].flatMap(([variant, file]) =>
      [[], ['--values', production]].map((layers) => {
        const args = ['template', 'shop-db', folder, '--namespace', 'dev', ...layers, '--values', file];
        return { id: `${variant} ${layers}`, yaml: helm(4, args).stdout };
      }),
    );
    const answers = ask<Answer>('cnpg', [], questions);
    expect(answers.length).toBeGreaterThan(questions.length);
    expect(answers.filter(({ errors }) => errors.length > 0)).toEqual([]);
  });

  it('accepts every setting of PgBouncer that the schema allows', () => {
    const schema = JSON.parse(readFileSync(join(folder, 'values.schema.json'), 'utf8')) as Values;
    const path = 'properties.postgresql.properties.pooler.properties.parameters.propertyNames.enum';
    const names = valueAt(schema, path) as string[];
    expect(names).toContain('max_client_conn');
    const parameters = Object.fromEntries(names.map((name) => [name, '1']));
    expect(objections({ postgresql: { pooler: { enabled: true, parameters } } })).toEqual([]);
  });

  it.each<[string, Values, Values]>([
    [
      'growth of both volumes',
      {},
      { persistence: { size: '200Gi' }, postgresql: { walStorage: { size: '5Gi' } } },
    ],
    ['backups of a delivered service', {}, { backup }],
    ['the end of a restore', { backup, restore }, { backup }],
    ['another archive', { backup }, { backup: { ...backup, archive: 'dev.dev.shop-db.2' } }],
    ['fewer instances', {}, { replicas: 2 }],
  ])('accepts a change: %s', (_, before, after) => {
    expect(objections(after, before)).toEqual([]);
  });

  it.each<[string, Values, Values | undefined, string]>([
    [
      'more shared buffers than memory',
      { postgresql: { parameters: { shared_buffers: '8GB' } } },
      undefined,
      'Memory request is lower than PostgreSQL `shared_buffers` value',
    ],
    [
      'a point in time that does not exist',
      { restore: { ...restore, targetTime: '2026-02-29T09:30:00Z' } },
      undefined,
      'The format of TargetTime is invalid',
    ],
    [
      'a smaller volume for the log',
      { postgresql: { walStorage: { size: '4Gi' } } },
      { postgresql: { walStorage: { size: '5Gi' } } },
      "can't shrink existing storage",
    ],
    [
      'the removal of the volume for the log',
      {},
      { postgresql: { walStorage: { size: '5Gi' } } },
      'walStorage cannot be disabled once configured',
    ],
  ])('refuses %s, as the pipeline does', (_, after, before, message) => {
    expect(objections(after, before).join()).toContain(message);
  });
});
