import { describe, expect, it } from 'vitest';
import type { Values } from '../shared/helm/chart.ts';
import { mergeValues } from '../shared/helm/merge-values.ts';
import { parseQuantity } from '../shared/release/quantity.ts';
import { chart, refusedPaths } from './support/charts.ts';

/** Figures of a chart that decide what a release costs, and whether it survives the loss of a node. */
const figuresOf = (values: Values): object => {
  const {
    replicas,
    persistence,
    resources,
    autoscaling,
    highAvailability,
    podDisruptionBudget,
    disruptionBudget,
    mode,
  } = values as {
    readonly [key: string]: Values | undefined;
  };
  const { requests, limits } = resources as { requests: Values; limits: Values };
  const { enabled, minReplicas, maxReplicas } = autoscaling ?? {};
  const budget: Values = podDisruptionBudget ??
    disruptionBudget ?? {
      enabled: highAvailability?.['podDisruptionBudget'] ?? false,
    };
  return {
    replicas,
    requests: [requests['cpu'], requests['memory']],
    limits: [limits['cpu'], limits['memory']],
    disruptionBudget: budget['enabled'] && (budget['minAvailable'] || true),
    ...(persistence && { size: persistence['size'] }),
    ...(autoscaling && { autoscaling: enabled && [minReplicas, maxReplicas] }),
    ...(mode && { mode }),
  };
};

const small = { replicas: 1, disruptionBudget: false };
const available = { replicas: 3, disruptionBudget: true };
const usual = { ...small, requests: ['500m', '1Gi'], limits: ['1', '2Gi'], size: '10Gi' };
const medium = { ...available, requests: ['1', '2Gi'], limits: ['2', '4Gi'], size: '50Gi' };
const large = { ...available, requests: ['2', '4Gi'], limits: ['4', '8Gi'], size: '100Gi' };

/** The charts of this project; a chart that is added to a checkout has figures of its own. */
describe('the figures of each chart', () => {
  it.each([
    {
      name: 'postgresql',
      development: { ...usual, requests: ['100m', '512Mi'], limits: ['500m', '512Mi'] },
      production: { ...large, limits: ['4', '4Gi'] },
    },
    {
      name: 'mongodb',
      development: { ...usual, limits: ['1', '1Gi'] },
      production: { ...large, limits: ['4', '4Gi'] },
    },
    {
      name: 'elasticsearch',
      development: { ...usual, requests: ['500m', '2Gi'], limits: ['1', '2Gi'] },
      production: { ...large, requests: ['2', '8Gi'] },
    },
    {
      name: 'redis',
      development: { ...usual, limits: ['1', '1Gi'], mode: 'standalone' },
      production: { ...medium, limits: ['2', '2Gi'], mode: 'replication' },
    },
    {
      name: 'vault',
      development: { ...usual, requests: ['100m', '512Mi'], limits: ['1', '512Mi'] },
      production: { ...medium, requests: ['500m', '1Gi'], limits: ['2', '1Gi'], size: '20Gi' },
    },
    {
      name: 'rabbitmq',
      development: { ...usual, limits: ['1', '1Gi'] },
      production: { ...medium, requests: ['1', '4Gi'] },
    },
    {
      name: 'kafka',
      development: { ...usual, requests: ['500m', '2Gi'], limits: ['1', '2Gi'], size: '20Gi' },
      production: { ...large, requests: ['2', '8Gi'] },
    },
  ])('$name is small in development and highly available in production', (figures) => {
    const { values, production } = chart(figures.name);
    const inProduction = mergeValues({ values }, [{ name: 'production', values: production }]).values;
    expect(figuresOf(values)).toEqual(figures.development);
    expect(figuresOf(inProduction)).toEqual(figures.production);
  });

  // its defaults are in `expected/` of the cases alone, so that a new one is an edit of the chart
  it('microservice is highly available in production, and no larger in development', () => {
    const { values, production } = chart('microservice');
    const inProduction = mergeValues({ values }, [{ name: 'production', values: production }]).values;
    expect(figuresOf(inProduction)).toEqual({
      ...available,
      requests: ['500m', '512Mi'],
      limits: ['1000m', '1Gi'],
      autoscaling: [3, 10],
    });
    expect(values['replicas']).toBeLessThanOrEqual(available.replicas);
    const amounts = ({ resources }: Values): (number | undefined)[] =>
      Object.values(resources as Record<string, Record<string, string>>)
        .flatMap(({ cpu, memory }) => [cpu, memory])
        .map((amount = '') => parseQuantity(amount));
    for (const [index, amount] of amounts(values).entries())
      expect(amount).toBeLessThanOrEqual(amounts(inProduction)[index]!);
  });

  it.each(['antiAffinity', 'topologySpread'])(
    'microservice spreads its pods in production by %s',
    (field) => {
      expect(chart('microservice').production[field]).toBe(true);
    },
  );

  it('postgresql pools connections in production only', () => {
    const { values, production } = chart('postgresql');
    expect(values).toMatchObject({ postgresql: { pooler: { enabled: false } } });
    expect(production).toMatchObject({ postgresql: { pooler: { enabled: true, instances: 2 } } });
  });
});

describe('a setting that the engine does not support is refused', () => {
  const annotation = { podAnnotations: { 'argocd.argoproj.io/hook': 'Sync' } };
  it.each([
    ['microservice', annotation],
    [
      'microservice',
      { env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] },
    ],
    ['microservice', { ingress: { enabled: true } }],
    ['microservice', { ingress: { annotations: { 'nginx.ingress.kubernetes.io/server-snippet': 'x' } } }],
    ['microservice', { image: { repository: 'ghcr.io/a/b' } }],
    ['microservice', { ports: [], ingress: { enabled: true, host: 'a.example.com' } }],
    ['postgresql', { backup: { enabled: true } }],
    ['postgresql', { persistence: { enabled: false } }],
    ['postgresql', { postgresql: { databases: [{ name: 'template1' }] } }],
    ['postgresql', { postgresql: { databases: [{ name: 'a-b' }] } }],
    ['postgresql', { postgresql: { roles: [{ name: 'postgres' }] } }],
    ['postgresql', { postgresql: { roles: [{ name: 'pg_x' }] } }],
    ['postgresql', { postgresql: { roles: [{ name: 'a', inRoles: ['pg_execute_server_program'] }] } }],
    ['postgresql', { postgresql: { roles: [{ name: 'a', inRoles: ['postgres'] }] } }],
    ['postgresql', { postgresql: { roles: [{ name: 'a', superuser: true }] } }],
    ['postgresql', { postgresql: { parameters: { listen_addresses: '*' } } }],
    // PostgreSQL and Redis read names in any case
    ['postgresql', { postgresql: { parameters: { Hba_File: '/tmp/x' } } }],
    ['redis', { redis: { config: { DIR: '/tmp' } } }],
    ['redis', { redis: { config: { MaxMemory: '1gb' } } }],
    ['postgresql', { version: '12' }],
    ['mongodb', { version: '6.0.27-21' }],
    ['mongodb', { version: '8.0.19' }],
    ['mongodb', { replicas: 2 }],
    ['mongodb', { backup: { enabled: true } }],
    ['mongodb', { backup: { enabled: true, destination: 's3://b' } }],
    ['mongodb', { backup: { destination: 'gs://b' } }],
    ['mongodb', { mongodb: { users: [{ name: 'backup', roles: [{ name: 'read', db: 'a' }] }] } }],
    ['mongodb', { mongodb: { users: [{ name: 'a', roles: [{ name: 'root' }] }] } }],
    ['mongodb', { mongodb: { users: [{ name: 'a', roles: [{ name: 'read' }] }] } }],
    ['mongodb', { mongodb: { users: [{ name: 'a', roles: [{ name: 'read', db: 'admin' }] }] } }],
    ['mongodb', { mongodb: { users: [{ name: 'a', roles: [{ name: 'readAnyDatabase', db: 'a' }] }] } }],
    ['mongodb', { monitoring: { enabled: true } }],
    ['mongodb', { persistence: { size: '10752Mi' } }],
    ['mongodb', { resources: { limits: { memory: null } } }],
    ['mongodb', { mongodb: { username: 'backup' } }],
    ['mongodb', { mongodb: { tlsMode: 'disabled' } }],
    ['mongodb', { mongodb: { config: { 'security.authorization': 'disabled' } } }],
    ['mongodb', { mongodb: { config: { 'net.tls.mode': 'disabled' } } }],
    ['mongodb', { mongodb: { config: { 'setParameter.enableLocalhostAuthBypass': true } } }],
    ['mongodb', { mongodb: { config: { 'storage.wiredTiger.engineConfig.cacheSizeGB': 1 } } }],
    ['mongodb', { mongodb: { config: { 'storage.wiredTiger': 1 } } }],
    ['elasticsearch', { version: '8.18.8' }],
    ['elasticsearch', { replicas: 2 }],
    ['elasticsearch', { backup: { enabled: true } }],
    ['elasticsearch', { monitoring: { enabled: true } }],
    ['elasticsearch', { persistence: { accessModes: ['ReadWriteOncePod'] } }],
    ['elasticsearch', { resources: { limits: { memory: null } } }],
    ['elasticsearch', { credentials: { secretName: 'own' } }],
    ['elasticsearch', { podAnnotations: { 'elasticsearch.k8s.elastic.co/config-hash': '1' } }],
    ['elasticsearch', { podLabels: { 'elasticsearch.k8s.elastic.co/cluster-name': 'other' } }],
    ['elasticsearch', { elasticsearch: { config: { 'xpack.security.enabled': false } } }],
    ['elasticsearch', { elasticsearch: { config: { 'xpack.security.http.ssl.enabled': false } } }],
    ['elasticsearch', { elasticsearch: { config: { 'node.roles': 'data' } } }],
    ['elasticsearch', { elasticsearch: { config: { 'discovery.type': 'single-node' } } }],
    [
      'elasticsearch',
      { elasticsearch: { config: { 'search.max_buckets': 'a\nxpack.security.enabled: false' } } },
    ],
    ['redis', { mode: 'standalone', replicas: 3 }],
    ['redis', { mode: 'replication', replicas: 1 }],
    ['redis', { mode: 'cluster', replicas: 2 }],
    ['redis', { redis: { config: { requirepass: 'x' } } }],
    ['redis', { redis: { config: { timeout: '300\nrequirepass x' } } }],
    ['redis', { redis: { config: { maxmemory: '1gb' } } }],
    ['redis', { redis: { config: { 'maxmemory-policy': 'allkeys-lru' } } }],
    ['redis', { redis: { maxmemoryPolicy: 'lru' } }],
    ['redis', { podAnnotations: { 'redisreplication.opstreelabs.in/skip-reconcile': 'true' } }],
    ['vault', { replicas: 2 }],
    ['vault', { version: '2.5.5' }],
    ['vault', { backup: { enabled: true, destination: 's3://b' } }],
    ['vault', { backup: { destination: "s3://b/'; true" } }],
    ['vault', { vault: { backup: { endpointURL: 'https://s3.example.com/$(id)' } } }],
    ['vault', { vault: { roles: [{ name: 'snapshot', serviceAccounts: ['a'], policies: ['p'] }] } }],
    ['vault', { persistence: { enabled: false } }],
    ['vault', { vault: { mounts: [{ path: 'sys/x', type: 'kv' }] } }],
    ['vault', { vault: { mounts: [{ path: 'secret', type: 'file' }] } }],
    ['vault', { vault: { policies: [{ name: 'root', paths: [{ path: '*', allow: ['read'] }] }] } }],
    ['vault', { vault: { policies: [{ name: 'a', paths: [{ path: '*', allow: ['all'] }] }] } }],
    ['vault', { vault: { roles: [{ name: 'admin', serviceAccounts: ['a'], policies: ['a'] }] } }],
    ['vault', { vault: { roles: [{ name: 'a', serviceAccounts: ['a:b'], policies: ['a'] }] } }],
    ['vault', { vault: { roles: [{ name: 'a', serviceAccounts: ['*'], policies: ['a'] }] } }],
    ['rabbitmq', { replicas: 2 }],
    ['rabbitmq', { credentials: { secretName: 'own' } }],
    ['kafka', { kafka: { config: { 'min.insync.replicas': 2 } } }],
    ['kafka', { replicas: 3, kafka: { config: { 'default.replication.factor': 4 } } }],
    ['kafka', { kafka: { config: { listeners: 'PLAINTEXT://:1' } } }],
    ['kafka', { version: '3.9.0' }],
    ['kafka', { replicas: 2 }],
    ['kafka', { kafka: { config: { 'share.coordinator.state.topic.replication.factor': 3 } } }],
    ['kafka', { kafka: { topics: [{ name: 'orders' }] } }],
    ['kafka', { kafka: { topics: [{ name: '__consumer_offsets', partitions: 1 }] } }],
    ['kafka', { kafka: { topics: [{ name: 'orders', partitions: 1, replicas: 2 }] } }],
    ['kafka', { kafka: { topics: [{ name: 'orders', partitions: 1, retention: '7 days' }] } }],
    ['kafka', { credentials: { secretName: 'own' } }],
  ])('%s: %j', (name, layer) => {
    expect(refusedPaths(name, layer)).not.toEqual([]);
  });

  it.each([
    ['microservice', { replicas: 0, autoscaling: { enabled: false }, env: [{ name: 'EMPTY', value: '' }] }],
    ['microservice', { ports: [], healthCheck: { enabled: false } }],
    ['postgresql', { backup: { enabled: true, destination: 's3://bucket/path' } }],
    ['redis', { mode: 'cluster', replicas: 3 }],
    ['elasticsearch', { replicas: 4, version: '8.19.22' }],
    ['elasticsearch', { elasticsearch: { config: { 'thread_pool.write.queue_size': 500 } } }],
    ['redis', { version: '8.2.9', redis: { maxmemoryPolicy: 'allkeys-lru' } }],
    ['mongodb', { mongodb: { config: { 'systemLog.component.storage.journal.verbosity': 1 } } }],
    ['mongodb', { mongodb: { config: { 'setParameter.ttlMonitorEnabled': false } } }],
    [
      'kafka',
      {
        replicas: 4,
        kafka: { config: { 'min.insync.replicas': 2, 'ssl.cipher.suites': 'TLS_AES_256_GCM_SHA384' } },
      },
    ],
  ])('%s accepts %j', (name, layer) => {
    expect(refusedPaths(name, layer)).toEqual([]);
  });
});

describe('healthCheck.port of the microservice chart', () => {
  /** Returns every string of an alphabet up to a length, the empty one included. */
  const wordsOf = (alphabet: string, length: number): string[] =>
    length === 0
      ? ['']
      : [
          '',
          ...[...alphabet].flatMap((letter) => wordsOf(alphabet, length - 1).map((rest) => letter + rest)),
        ];
  const accepts = (port: unknown): boolean =>
    refusedPaths('microservice', { healthCheck: { port } }).length === 0;

  it('accepts the names of ports: at least one letter, and no double or outer hyphen', () => {
    const words = [...new Set(wordsOf('a0-', 5))];
    const expected = words.filter((word) => word === '' || (word.includes('a') && !/^-|-$|--/.test(word)));
    expect(words.filter(accepts)).toEqual(expected);
  });

  it.each([
    '',
    'http',
    'metrics-8080',
    'a'.repeat(15),
    `${'0'.repeat(14)}a`,
    'a-b-c-d-e-f-g-h',
    '80-http',
    1,
    65535,
  ])('accepts %j', (port) => {
    expect(accepts(port)).toBe(true);
  });

  it.each(['8080', 'HTTP', 'a b', '-http', 'http-', 'a--b', 'a'.repeat(16), 0, 65536, true])(
    'refuses %j',
    (port) => {
      expect(accepts(port)).toBe(false);
    },
  );
});
