import { describe, expect, it } from 'vitest';
import { platformWith } from '../../test/support/platform.ts';
import { deliveredOf } from './delivered-of.ts';

const objectWith = (status: unknown) => ({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, status });

describe('deliveredOf()', () => {
  it('reads what the status says is delivered', () => {
    const status = {
      environment: 'dev',
      releases: [{ name: 'web', namespace: 'dev' }],
      platform: platformWith(),
    };
    expect(deliveredOf(objectWith({ ...status, message: 'x' }))).toEqual(status);
  });

  it('reads the former name of the state store repository', () => {
    const { repositories: _, ...platform } = platformWith();
    const status = { platform: { ...platform, repositories: { voltran: 'deployments' } } };
    expect(deliveredOf(objectWith(status)).platform?.repositories).toEqual({ stateStore: 'deployments' });
  });

  it.each([
    undefined,
    null,
    'x',
    [],
    {},
    { releases: 'x', environment: 5, platform: 'x' },
    { platform: { gitOps: {} } },
  ])('takes nothing from the status %j', (status) => {
    expect(deliveredOf(objectWith(status))).toEqual({ releases: [] });
  });

  it('leaves out entries that are no releases', () => {
    const releases = [null, 'x', {}, { name: 5 }, { name: 'web' }, { name: 'web', namespace: 'dev' }];
    expect(deliveredOf(objectWith({ releases })).releases).toEqual([{ name: 'web', namespace: 'dev' }]);
  });
});
