import { describe, expect, it } from 'vitest';
import { checkNamespaceQuota } from '../../../shared/release/namespace-quota.ts';
import { applicationPods } from './pods.ts';

const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } };
const sidecarResources = { requests: { cpu: '100m' } };
const sidecars = [{ name: 'agent' }, { name: 'proxy', resources: { requests: { cpu: '200m' } } }, 5];

describe('applicationPods()', () => {
  it('returns the replicas, or the minimum of the autoscaler', () => {
    expect(applicationPods({ replicas: 2 })).toMatchObject([{ count: 2 }]);
    expect(applicationPods({ replicas: 2, autoscaling: { enabled: true, minReplicas: 3 } })).toMatchObject([
      { count: 3 },
    ]);
    expect(applicationPods({ replicas: 0 })).toEqual([]);
    expect(applicationPods({ replicas: 1, autoscaling: { enabled: true, minReplicas: 0 } })).toEqual([]);
    expect(applicationPods({})).toEqual([]);
  });

  it('includes the sidecars in the amounts of a quota', () => {
    const values = { replicas: 2, resources, sidecars, sidecarResources };
    const release = { name: 'web', path: 'spec.applications[0]', pods: applicationPods };
    const check = (cpu: string) => () =>
      checkNamespaceQuota([{ release, values }], {
        namespace: 'dev',
        defaults: { quota: { 'requests.cpu': cpu } },
      });
    expect(check('2800m')).not.toThrow();
    expect(check('2700m')).toThrow('web 2.8');
  });
});
