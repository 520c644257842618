import { describe, expect, it } from 'vitest';
import { serviceTypeProblems } from './service-types.ts';

const values = {
  service: { type: 'NodePort' },
  services: [{ type: 'ClusterIP' }, { serviceType: 'LoadBalancer' }],
  note: 'NodePort',
};

describe('serviceTypeProblems()', () => {
  it('refuses types that the tenant does not have, at any depth', () => {
    const problems = serviceTypeProblems(values, ['NodePort']);
    expect(problems).toEqual([
      {
        path: 'services[1].serviceType',
        message:
          'Service type "LoadBalancer" is not allowed to the tenant; use ClusterIP, or ask the platform team (BootstrapClaim spec.tenants[].serviceTypes)',
      },
    ]);
    expect(serviceTypeProblems(values, [])).toHaveLength(2);
  });

  it('allows every type without tenants', () => {
    expect(serviceTypeProblems(values, undefined)).toEqual([]);
  });
});
