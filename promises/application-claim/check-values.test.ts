import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { checkValues, valueWarnings } from './check-values.ts';

const fine = { image: { repository: 'registry.example.com/web' } };
const pathsOf = (values: Values): string[] =>
  checkValues(
    { ...fine, ...values },
    { name: 'web', describeDefault: () => '', isSet: () => false, isStateful: false },
  ).map(({ path }) => path);

describe('checkValues()', () => {
  const cpu = { targetCPUUtilizationPercentage: 70 };

  it.each<[string, Values]>([
    ['an image alone', {}],
    [
      'autoscaling within its bounds',
      { autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 3, ...cpu } },
    ],
    [
      'invalid bounds of disabled autoscaling',
      { autoscaling: { enabled: false, minReplicas: 9, maxReplicas: 1 } },
    ],
    [
      'different ports and variables',
      { ports: [{ name: 'a' }, { name: 'b' }], env: [{ name: 'A' }, { name: 'B' }] },
    ],
    [
      'a UDP port without probes of it',
      { ports: [{ name: 'dns', protocol: 'UDP' }], healthCheck: { enabled: true, http: false } },
    ],
    [
      'probes with a port of their own',
      {
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'admin', port: 8081 },
        ],
        healthCheck: { enabled: true, port: 8081 },
      },
    ],
    [
      'probes by the name of a port',
      { ports: [{ name: 'a', port: 1 }], healthCheck: { enabled: true, port: 'a' } },
    ],
    [
      'metrics of a worker by number',
      { ports: [], monitoring: { enabled: true, port: 9090 }, healthCheck: { enabled: false } },
    ],
  ])('accepts %s', (_, values) => {
    expect(pathsOf(values)).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ['no image', { image: { repository: '' } }, 'image.repository'],
    [
      'a port of the probes that does not exist',
      { ports: [{ name: 'http', port: 80 }], healthCheck: { enabled: true, port: 81 } },
      'healthCheck.port',
    ],
    [
      'a limit below its request',
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
      'resources.limits.cpu',
    ],
    [
      'minReplicas above maxReplicas',
      { autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 2, ...cpu } },
      'autoscaling.minReplicas',
    ],
    [
      'autoscaling without a metric',
      { autoscaling: { enabled: true, minReplicas: 1, maxReplicas: 2 } },
      'autoscaling',
    ],
    ['a duplicate port name', { ports: [{ name: 'a' }, { name: 'a' }] }, 'ports[1].name'],
    [
      'probes of a port that is not TCP',
      { ports: [{ name: 'dns', protocol: 'UDP' }], healthCheck: { enabled: true, http: true, port: '' } },
      'ports[0].protocol',
    ],
    [
      'an ingress to a port that is not TCP',
      { ports: [{ name: 'a' }, { name: 'http', protocol: 'SCTP' }], ingress: { enabled: true } },
      'ports[1].protocol',
    ],
    ['a host beside hosts', { ingress: { enabled: true, host: 'a.b', hosts: ['c.d'] } }, 'ingress.hosts'],
    [
      'a path beside paths',
      { ingress: { enabled: true, host: 'a.b', path: '/a', paths: [{ path: '/b' }] } },
      'ingress.paths',
    ],
    [
      'a class in a field and in an annotation',
      {
        ingress: { enabled: true, className: 'nginx', annotations: { 'kubernetes.io/ingress.class': 'x' } },
      },
      'ingress.annotations',
    ],
    ['a duplicate variable', { env: [{ name: 'A' }, { name: 'B' }, { name: 'A' }] }, 'env[2].name'],
  ])('reports %s', (_, values, path) => {
    expect(pathsOf(values)).toEqual([path]);
  });
});

describe('valueWarnings()', () => {
  it.each<[Values, number]>([
    [{ image: { tag: 'latest' } }, 1],
    [{ image: { tag: 'latest', digest: 'sha256:0' } }, 0],
    [{ image: { tag: '1.0' } }, 0],
    [{ image: { tag: 'main' }, jobs: [{ name: 'a', image: { tag: 'edge' } }, { name: 'b' }] }, 2],
  ])('returns the warnings for %j: %i', (values, count) => {
    expect(valueWarnings(values)).toHaveLength(count);
  });
});
