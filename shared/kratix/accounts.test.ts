import { describe, expect, it } from 'vitest';
import { kratixManagerUser, pipelineAccount, serviceAccountUser } from './accounts.ts';

describe('pipelineAccount()', () => {
  const pipeline = { metadata: { name: 'instance' }, spec: {} };

  it('returns the name that Kratix derives', () => {
    expect(pipelineAccount({ promise: 'redis', action: 'configure', pipeline })).toBe(
      'redis-resource-configure-instance',
    );
    expect(pipelineAccount({ promise: 'redis', action: 'delete', pipeline })).toBe(
      'redis-resource-delete-instance',
    );
  });

  it('prefers the ServiceAccount that the pipeline names', () => {
    const own = { ...pipeline, spec: { rbac: { serviceAccount: 'backup' } } };
    expect(pipelineAccount({ promise: 'redis', action: 'configure', pipeline: own })).toBe('backup');
  });
});

describe('serviceAccountUser()', () => {
  it('returns the name at the API server', () => {
    expect(serviceAccountUser({ namespace: 'team-a', account: 'x' })).toBe('system:serviceaccount:team-a:x');
    expect(kratixManagerUser).toBe(
      'system:serviceaccount:kratix-platform-system:kratix-platform-controller-manager',
    );
  });
});
