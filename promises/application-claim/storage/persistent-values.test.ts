import { describe, expect, it } from 'vitest';
import type { Values } from '../../../shared/helm/chart.ts';
import {
  statefulProblems,
  volumeChangeProblem,
  volumeFacts,
  volumePods,
  volumesAsValues,
} from './persistent-values.ts';

const volumes = [
  { name: 'data', mountPath: '/data', persistent: { size: '10Gi' } },
  { name: 'uploads', persistent: { size: '1Ti', storageClass: 'cheap' } },
  { name: 'cache', mountPath: '/cache', emptyDir: {} },
];

describe('volumesAsValues()', () => {
  it('writes sizes as Kubernetes does, and leaves other volumes alone', () => {
    const [first, , third] = volumes;
    expect(
      volumesAsValues([
        { ...first!, name: 'data', persistent: { size: '2048Mi' } },
        { ...third!, emptyDir: {} },
      ]),
    ).toEqual([{ name: 'data', mountPath: '/data', persistent: { size: '2Gi' } }, third]);
    expect(volumesAsValues(undefined)).toBeUndefined();
  });
});

describe('volumeFacts()', () => {
  it('names each persistent volume with its size and class', () => {
    expect(volumeFacts({ volumes })).toEqual({
      contents: ['volume/data size=10Gi', 'volume/uploads size=1Ti class=cheap'],
    });
  });

  it('names the class of the platform for a volume without one', () => {
    expect(volumeFacts({ volumes: volumes.slice(0, 1), persistence: { storageClass: 'fast' } })).toEqual({
      contents: ['volume/data size=10Gi class=fast'],
    });
  });

  it('is nothing for an application without persistent volumes', () => {
    expect(volumeFacts({ volumes: volumes.slice(2), persistence: { storageClass: 'fast' } })).toEqual({});
  });
});

describe('volumePods()', () => {
  it('counts the volumes once, however many pods there are', () => {
    expect(volumePods({ volumes, replicas: 0 })).toEqual([
      { count: 1, containers: [], volumes: ['10Gi', '1Ti'] },
    ]);
    expect(volumePods({ volumes: [] })).toEqual([]);
  });
});

describe('volumeChangeProblem()', () => {
  it.each([
    ['size=10Gi', 'size=10240Mi', undefined],
    ['size=10Gi', 'size=11Gi', undefined],
    ['size=10Gi class=fast', 'size=11Gi class=fast', undefined],
    [
      'size=10Gi',
      'size=10G',
      'The size of volume/data cannot shrink from 10Gi to 10G; keep the size or increase it',
    ],
    [
      'size=10Gi',
      'size=10Gi class=fast',
      'The storage class of volume/data cannot change from the cluster\'s default to "fast": nothing moves the data; keep it, or add a volume and copy the data',
    ],
    [
      'size=10Gi class=fast',
      'size=10Gi',
      'The storage class of volume/data cannot change from "fast" to the cluster\'s default: nothing moves the data; keep it, or add a volume and copy the data',
    ],
  ])('checks a change from %s to %s', (from, to, problem) => {
    expect(volumeChangeProblem(`volume/data ${from}`, `volume/data ${to}`)).toBe(problem);
  });
});

describe('statefulProblems()', () => {
  const pathsOf = (merged: Values, { set = [] as string[], wanted = true } = {}): string[] =>
    statefulProblems({ volumes, ...merged }, { wanted, isSet: (path) => set.includes(path) }).map(
      ({ path }) => path,
    );

  it('accepts one pod with the defaults of a Deployment', () => {
    expect(pathsOf({ replicas: 1, rollout: { strategy: 'RollingUpdate', maxSurge: '25%' } })).toEqual([]);
    expect(
      pathsOf({ replicas: 0, rollout: { strategy: 'Recreate' } }, { set: ['rollout.strategy'] }),
    ).toEqual([]);
  });

  it('reports several pods, an autoscaler and a rollout of a Deployment', () => {
    const rollout = { strategy: 'RollingUpdate', maxSurge: 1 };
    const set = ['rollout.strategy', 'rollout.maxSurge'];
    expect(pathsOf({ replicas: 2, autoscaling: { enabled: true }, rollout }, { set })).toEqual([
      'replicas',
      'autoscaling.enabled',
      ...set,
    ]);
    expect(pathsOf({ volumes: [], replicas: 2, rollout }, { set })).toEqual([]);
  });

  it('reports a persistent volume that the request does not ask for', () => {
    expect(pathsOf({ replicas: 1 }, { wanted: false })).toEqual(['volumes']);
    expect(pathsOf({ replicas: 1 }, { wanted: false, set: ['volumes'] })).toEqual([]);
  });
});
