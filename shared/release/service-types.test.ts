import { describe, expect, it } from 'vitest';
import { serviceTypeProblems } from './service-types.ts';

const values = {
  service: { type: 'NodePort' },
  services: [{ type: 'ClusterIP' }, { serviceType: 'LoadBalancer' }],
  note: 'NodePort',
};

describe('serviceTypeProblems()', () => {
  it('refuses types that are not allowed, at any depth', () => {
    const problems = serviceTypeProblems(values, ['NodePort']);
    expect(problems).toEqual([
      {
        path: 'services[1].serviceType',
        message:
          'Service type "LoadBalancer" is not allowed; use ClusterIP, or ask the platform team (BootstrapClaim spec.serviceTypes)',
      },
    ]);
    expect(serviceTypeProblems(values, [])).toHaveLength(2);
  });
});
