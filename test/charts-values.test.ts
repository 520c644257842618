import { describe, expect, it } from 'vitest';
import type { Values } from '../shared/helm/chart.ts';
import { mergeValues } from '../shared/helm/merge-values.ts';
import { parseQuantity } from '../shared/release/quantity.ts';
import { chart, refusedPaths } from './support/charts.ts';

describe('the figures of each chart', () => {
  const amounts = ({ persistence, resources }: Values): number[] => {
    const { requests, limits } = resources as { requests: Values; limits: Values };
    const size = persistence === undefined ? [] : [(persistence as Values)['size']];
    return [...size, requests['cpu'], requests['memory'], limits['cpu'], limits['memory']].map(
      (amount) => parseQuantity(amount as string)!,
    );
  };
  it.each(['microservice', 'postgresql', 'mongodb', 'redis', 'rabbitmq', 'kafka'])(
    '%s runs one replica in development, and at least three with more resources in production',
    (name) => {
      const { values, production } = chart(name);
      const inProduction = mergeValues(values, [{ name: 'production', values: production }]).values;
      expect(values['replicas']).toBe(1);
      expect(inProduction['replicas']).toBeGreaterThanOrEqual(3);
      const larger = amounts(inProduction).map((amount, index) => amount > amounts(values)[index]!);
      expect(new Set(larger)).toEqual(new Set([true]));
    },
  );
});

describe('what an engine cannot do is refused', () => {
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
    ['postgresql', { postgresql: { parameters: { listen_addresses: '*' } } }],
    ['postgresql', { version: '12' }],
    ['mongodb', { version: '6.0' }],
    ['mongodb', { replicas: 2 }],
    ['mongodb', { backup: { enabled: true } }],
    ['redis', { mode: 'standalone', replicas: 3 }],
    ['redis', { mode: 'replication', replicas: 1 }],
    ['redis', { mode: 'cluster', replicas: 2 }],
    ['redis', { redis: { config: { requirepass: 'x' } } }],
    ['redis', { redis: { config: { maxmemory: '1gb\nrequirepass x' } } }],
    ['rabbitmq', { replicas: 2 }],
    ['rabbitmq', { credentials: { secretName: 'own' } }],
    ['kafka', { kafka: { config: { 'min.insync.replicas': 2 } } }],
    ['kafka', { replicas: 3, kafka: { config: { 'default.replication.factor': 4 } } }],
    ['kafka', { kafka: { config: { listeners: 'PLAINTEXT://:1' } } }],
    ['kafka', { version: '3.9.0' }],
  ])('%s: %j', (name, layer) => {
    expect(refusedPaths(name, layer)).not.toEqual([]);
  });

  it.each([
    ['microservice', { replicas: 0, autoscaling: { enabled: false }, env: [{ name: 'EMPTY', value: '' }] }],
    ['microservice', { ports: [], healthCheck: { enabled: false } }],
    ['postgresql', { backup: { enabled: true, destination: 's3://bucket/path' } }],
    ['redis', { mode: 'cluster', replicas: 3 }],
    [
      'kafka',
      {
        replicas: 3,
        kafka: { config: { 'min.insync.replicas': 2, 'ssl.cipher.suites': 'TLS_AES_256_GCM_SHA384' } },
      },
    ],
  ])('%s accepts %j', (name, layer) => {
    expect(refusedPaths(name, layer)).toEqual([]);
  });
});
