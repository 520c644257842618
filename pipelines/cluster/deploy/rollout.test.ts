import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import { podProblems, waitForNamespace, waitForRollout } from './rollout.ts';

const timeout = () => ({ seconds: 2, clock: createFakeClock() });
const complete = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
const workload = (kind: string, status: object): object => ({
  kind,
  metadata: { namespace: 'acme', name: 'web', generation: 2 },
  spec: { replicas: 3 },
  status,
});

describe('waitForRollout()', () => {
  const wait = (status: object): Promise<void> => {
    const cluster = new MemoryCluster({ objects: [workload('Deployment', status)] });
    return waitForRollout(cluster, { namespace: 'acme', name: 'web', timeout: timeout() });
  };

  it('returns after a complete rollout', async () => {
    await expect(wait(complete)).resolves.toBeUndefined();
  });

  it.each([
    ['the controller has not seen the change', { ...complete, observedGeneration: 1 }],
    ['some pods are not updated', { ...complete, updatedReplicas: 2 }],
    ['an old pod is left', { ...complete, replicas: 4 }],
    ['a pod is not available', { ...complete, availableReplicas: 2 }],
    ['there is no status', {}],
  ])('waits while %s', async (_, status) => {
    await expect(wait(status)).rejects.toThrow(
      'waited 2 s until Deployment acme/web is ready: its pods are not available',
    );
  });
});

describe('waitForNamespace()', () => {
  it.each([
    [3, true],
    [2, false],
  ])('waits for a StatefulSet: %d of 3 pods are ready', async (readyReplicas, isReady) => {
    const status = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas };
    const cluster = new MemoryCluster({
      objects: [workload('Deployment', complete), workload('StatefulSet', status)],
    });
    const answer = waitForNamespace(cluster, { namespace: 'acme', timeout: timeout() });
    if (isReady) await expect(answer).resolves.toBeUndefined();
    else await expect(answer).rejects.toThrow('StatefulSet acme/web');
  });
});

describe('podProblems()', () => {
  const pod = (status: object): object => ({
    kind: 'Pod',
    metadata: { namespace: 'acme', name: 'web-0' },
    status,
  });
  const container = (state: object, more: object = {}): object =>
    pod({ containerStatuses: [{ name: 'web', ready: false, state, ...more }] });

  it.each([
    [
      pod({ conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }] }),
      ['pod web-0: 0/1 nodes are available'],
    ],
    [
      container({ waiting: { reason: 'ImagePullBackOff', message: 'no such image' } }),
      ['pod web-0, container web: ImagePullBackOff, no such image'],
    ],
    [
      container({ waiting: { reason: 'CrashLoopBackOff' } }, { lastState: { terminated: { exitCode: 3 } } }),
      ['pod web-0, container web: CrashLoopBackOff, exited with 3, see its log'],
    ],
    [container({ terminated: { exitCode: 0, reason: 'Completed' } }), []],
    [container({ running: {} }), []],
  ])('reports %j', async (object, problems) => {
    const cluster = new MemoryCluster({ objects: [object] });
    expect(await podProblems(cluster, { namespace: 'acme' })).toEqual(problems);
    expect(await podProblems(cluster, { namespace: 'other' })).toEqual([]);
  });
});
