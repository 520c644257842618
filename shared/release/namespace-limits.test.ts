import { describe, expect, it } from 'vitest';
import { namespaceLimitProblems } from './namespace-limits.ts';
import type { NamespaceDefaults } from './platform.ts';

const problemsOf = (values: object, defaults: NamespaceDefaults): [string, string][] =>
  namespaceLimitProblems(values as never, { namespace: 'pay-dev', defaults }).map(({ path, message }) => [
    path,
    message.replace(/, or ask the platform team .*/, ''),
  ]);
const resources = (requests: object, limits: object = {}): object => ({ resources: { requests, limits } });

describe('namespaceLimitProblems()', () => {
  it.each<[what: string, values: object, defaults: NamespaceDefaults, problems: [string, string][]]>([
    [
      'a request above the quota',
      resources({ cpu: 8 }, { cpu: 8 }),
      { quota: { 'requests.cpu': '4' } },
      [
        [
          'resources.requests.cpu',
          '8 exceeds 4, the quota of namespace "pay-dev" for requests.cpu; lower it',
        ],
      ],
    ],
    [
      'the short name of the quota',
      resources({ memory: '2Gi' }),
      { quota: { memory: '1Gi' } },
      [
        [
          'resources.requests.memory',
          '2Gi exceeds 1Gi, the quota of namespace "pay-dev" for requests.memory; lower it',
        ],
      ],
    ],
    [
      'a limit above the quota and above the maximum, once',
      resources({}, { memory: '8Gi' }),
      { quota: { 'limits.memory': '4Gi' }, limits: { max: { memory: '2Gi' } } },
      [
        [
          'resources.limits.memory',
          '8Gi exceeds 4Gi, the quota of namespace "pay-dev" for limits.memory; lower it',
        ],
      ],
    ],
    [
      'no limit with a quota of it',
      resources({ cpu: 1 }),
      { quota: { 'limits.cpu': '4' } },
      [
        [
          'resources.limits.cpu',
          'A limit is required, because namespace "pay-dev" has a quota of limits.cpu; set one',
        ],
      ],
    ],
    [
      'more devices than the quota',
      resources({}, { 'nvidia.com/gpu': '2' }),
      { quota: { 'requests.nvidia.com/gpu': 1 } },
      [
        [
          'resources.requests["nvidia.com/gpu"]',
          '2 exceeds 1, the quota of namespace "pay-dev" for requests.nvidia.com/gpu; lower it',
        ],
      ],
    ],
    [
      'a limit above the maximum',
      resources({}, { cpu: '1500m' }),
      { limits: { max: { cpu: 1 } } },
      [
        [
          'resources.limits.cpu',
          '1500m exceeds 1, the maximum of namespace "pay-dev" for limits.cpu; lower it',
        ],
      ],
    ],
    [
      'a request below the minimum',
      resources({ cpu: '5m' }, { cpu: 1 }),
      { limits: { min: { cpu: '10m' } } },
      [
        [
          'resources.requests.cpu',
          '5m is below 10m, the minimum of namespace "pay-dev" for requests.cpu; raise it',
        ],
      ],
    ],
    [
      'a request above the default limit',
      resources({ cpu: 2 }),
      { limits: { default: { cpu: 1 } } },
      [
        [
          'resources.requests.cpu',
          '2 exceeds 1, the default limit of namespace "pay-dev" for requests.cpu; lower it',
        ],
      ],
    ],
    [
      'a volume above the quota',
      { persistence: { enabled: true, size: '20Gi' } },
      { quota: { 'requests.storage': '10Gi' } },
      [
        [
          'persistence.size',
          '20Gi exceeds 10Gi, the quota of namespace "pay-dev" for requests.storage; lower it',
        ],
      ],
    ],
  ])('reports %s', (_, values, defaults, problems) => {
    expect(problemsOf(values, defaults)).toEqual(problems);
  });

  it.each<[what: string, values: object, defaults: NamespaceDefaults]>([
    ['amounts equal to the quota', resources({ cpu: 4 }, { cpu: 4 }), { quota: { 'requests.cpu': 4 } }],
    ['amounts within the range', resources({ cpu: '0.1' }, { cpu: 1 }), { limits: { max: { cpu: 1 } } }],
    ['values without resources', {}, { limits: { default: { cpu: 2 }, max: { cpu: 1 } } }],
    [
      'a volume that is off',
      { persistence: { enabled: false, size: '20Gi' } },
      { quota: { 'requests.storage': 1 } },
    ],
    ['counts', resources({ cpu: 8 }), { quota: { pods: 0 } }],
  ])('accepts %s', (_, values, defaults) => {
    expect(problemsOf(values, defaults)).toEqual([]);
  });
});
