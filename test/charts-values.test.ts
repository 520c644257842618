import { describe, expect, it } from 'vitest';
import type { Values } from '../shared/helm/chart.ts';
import { mergeValues } from '../shared/helm/merge-values.ts';
import { chart, refusedPaths } from './support/charts.ts';

describe('the figures of each chart', () => {
  const figures = ({ replicas, persistence, resources }: Values): unknown[] => {
    const { requests, limits } = resources as { requests: Values; limits: Values };
    const amounts = [requests['cpu'], requests['memory'], limits['cpu'], limits['memory']];
    return [replicas, ...(persistence === undefined ? [] : [(persistence as Values)['size']]), ...amounts];
  };
  it.each([
    ['microservice', [1, '100m', '128Mi', '200m', '256Mi'], [3, '500m', '512Mi', '1000m', '1Gi']],
    ['postgresql', [1, '10Gi', '100m', '256Mi', '200m', '512Mi'], [3, '100Gi', '2', '4Gi', '4', '8Gi']],
    ['mongodb', [1, '10Gi', '500m', '1Gi', '1', '2Gi'], [3, '100Gi', '2', '4Gi', '4', '8Gi']],
    ['redis', [1, '10Gi', '500m', '1Gi', '1', '2Gi'], [3, '50Gi', '1', '2Gi', '2', '4Gi']],
    ['rabbitmq', [1, '10Gi', '500m', '1Gi', '1', '2Gi'], [3, '50Gi', '1', '2Gi', '2', '4Gi']],
    ['kafka', [1, '20Gi', '500m', '2Gi', '1', '4Gi'], [3, '100Gi', '2', '4Gi', '4', '8Gi']],
  ])('%s is small in development and stands in production', (name, development, inProduction) => {
    const { values, production } = chart(name);
    expect(figures(values)).toEqual(development);
    expect(figures(mergeValues(values, [{ name: 'production', values: production }]).values)).toEqual(
      inProduction,
    );
  });
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
