import { describe, expect, it } from 'vitest';
import type { Values } from '../../../shared/helm/chart.ts';
import { checkFurtherContainers } from './check-further.ts';

const pathsOf = (values: Values): string[] => checkFurtherContainers(values, 'web').map(({ path }) => path);

describe('checkFurtherContainers()', () => {
  it('accepts different names, ports and mounts', () => {
    const volumeMounts = [
      { name: 'data', mountPath: '/a' },
      { name: 'data', mountPath: '/b' },
    ];
    expect(
      pathsOf({
        ports: [{ name: 'http', port: 80 }],
        volumes: [{ name: 'data' }],
        sidecars: [{ name: 'a', volumeMounts, ports: [{ name: 'dns', port: 80, protocol: 'UDP' }] }],
        initContainers: [{ name: 'b', volumeMounts }],
      }),
    ).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ['the name of the release', { sidecars: [{ name: 'web' }] }, 'sidecars[0].name'],
    ['the name of a job', { jobs: [{ name: 'a' }], sidecars: [{ name: 'a' }] }, 'sidecars[0].name'],
    [
      'a name in both lists',
      { sidecars: [{ name: 'a' }], initContainers: [{ name: 'a' }] },
      'initContainers[0].name',
    ],
    [
      'the name of a port of the application',
      { ports: [{ name: 'http', port: 80 }], sidecars: [{ name: 'a', ports: [{ name: 'http', port: 81 }] }] },
      'sidecars[0].ports[0].name',
    ],
    [
      'a port of another sidecar',
      {
        sidecars: [
          { name: 'a', ports: [{ name: 'a', port: 80 }] },
          { name: 'b', ports: [{ name: 'b', port: 80 }] },
        ],
      },
      'sidecars[1].ports[0].port',
    ],
    [
      'a variable twice',
      { initContainers: [{ name: 'a', env: [{ name: 'A' }, { name: 'A' }] }] },
      'initContainers[0].env[1].name',
    ],
    [
      'a limit below its request',
      { sidecars: [{ name: 'a', resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }] },
      'sidecars[0].resources.limits.cpu',
    ],
    [
      'an unknown volume',
      { sidecars: [{ name: 'a', volumeMounts: [{ name: 'x', mountPath: '/x' }] }] },
      'sidecars[0].volumeMounts[0].name',
    ],
    [
      'a mount path twice',
      {
        sidecars: [
          {
            name: 'a',
            volumeMounts: [
              { name: 'tmp', mountPath: '/x' },
              { name: 'tmp', mountPath: '/x/' },
            ],
          },
        ],
      },
      'sidecars[0].volumeMounts[1].mountPath',
    ],
    [
      'a mount in the folder of bound services',
      { sidecars: [{ name: 'a', volumeMounts: [{ name: 'tmp', mountPath: '/etc/bindings/db' }] }] },
      'sidecars[0].volumeMounts[0].mountPath',
    ],
    [
      'a mount below a read-only mount',
      {
        sidecars: [
          {
            name: 'a',
            volumeMounts: [
              { name: 'tmp', mountPath: '/x', readOnly: true },
              { name: 'tmp', mountPath: '/x/y' },
            ],
          },
        ],
      },
      'sidecars[0].volumeMounts[1].mountPath',
    ],
    [
      'a mount below a ConfigMap',
      {
        volumes: [{ name: 'config', configMap: { name: 'config' } }],
        initContainers: [
          {
            name: 'a',
            volumeMounts: [
              { name: 'tmp', mountPath: '/etc/shop/cache' },
              { name: 'config', mountPath: '/etc/shop' },
            ],
          },
        ],
      },
      'initContainers[0].volumeMounts[0].mountPath',
    ],
    [
      "the chart's volume tmp, which another volume replaces",
      {
        volumes: [{ name: 'scratch', mountPath: '/tmp/' }],
        sidecars: [{ name: 'a', volumeMounts: [{ name: 'tmp', mountPath: '/x' }] }],
      },
      'sidecars[0].volumeMounts[0].name',
    ],
  ])('reports %s', (_, values, path) => {
    expect(pathsOf(values)).toEqual([path]);
  });
});
