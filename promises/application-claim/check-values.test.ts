import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { checkValues } from './check-values.ts';

const fine = { image: { repository: 'registry.example.com/web' } };
const pathsOf = (values: Values): string[] => checkValues({ ...fine, ...values }).map(({ path }) => path);

describe('checkValues()', () => {
  const cpu = { targetCPUUtilizationPercentage: 70 };

  it.each<[string, Values]>([
    ['an image alone', {}],
    [
      'autoscaling within its bounds',
      { autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 3, ...cpu } },
    ],
    [
      'nonsense in autoscaling that is off',
      { autoscaling: { enabled: false, minReplicas: 9, maxReplicas: 1 } },
    ],
    [
      'different ports and variables',
      { ports: [{ name: 'a' }, { name: 'b' }], env: [{ name: 'A' }, { name: 'B' }] },
    ],
  ])('takes %s', (_, values) => {
    expect(pathsOf(values)).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ['no image', { image: { repository: '' } }, 'image.repository'],
    [
      'a limit below its request',
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
      'resources.limits.cpu',
    ],
    [
      'fewest pods above most',
      { autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 2, ...cpu } },
      'autoscaling.minReplicas',
    ],
    [
      'autoscaling by nothing',
      { autoscaling: { enabled: true, minReplicas: 1, maxReplicas: 2 } },
      'autoscaling',
    ],
    ['a port name twice', { ports: [{ name: 'a' }, { name: 'a' }] }, 'ports[1].name'],
    ['a variable twice', { env: [{ name: 'A' }, { name: 'B' }, { name: 'A' }] }, 'env[2].name'],
  ])('finds %s', (_, values, path) => {
    expect(pathsOf(values)).toEqual([path]);
  });
});
