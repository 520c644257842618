import { describe, expect, it } from 'vitest';
import { platformWith } from '../../test/support/platform.ts';
import { readDelivered } from './read-delivered.ts';

const objectWith = (status: unknown) => ({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, status });

describe('readDelivered()', () => {
  it('reads releases, environment and platform', () => {
    const status = {
      environment: 'dev',
      releases: [{ name: 'web', namespace: 'dev' }],
      platform: platformWith(),
      archives: ['s3://b dev.dev.db.pg17'],
    };
    expect(readDelivered(objectWith({ ...status, message: 'x' }))).toEqual(status);
  });

  it('reads the former name of the state store repository', () => {
    const { repositories: _, ...platform } = platformWith();
    const status = { platform: { ...platform, repositories: { voltran: 'deployments' } } };
    expect(readDelivered(objectWith(status)).platform?.repositories).toEqual({ stateStore: 'deployments' });
  });

  it.each([
    undefined,
    null,
    'x',
    [],
    {},
    { releases: 'x', environment: 5, platform: 'x', archives: [5] },
    { platform: { gitOps: {} } },
  ])('reads nothing from the status %j', (status) => {
    expect(readDelivered(objectWith(status))).toEqual({ releases: [] });
  });

  it('skips entries that are not releases', () => {
    const releases = [null, 'x', {}, { name: 5 }, { name: 'web' }, { name: 'web', namespace: 'dev' }];
    expect(readDelivered(objectWith({ releases })).releases).toEqual([{ name: 'web', namespace: 'dev' }]);
  });

  it('skips fields of a release that are not scalars', () => {
    const release = { name: 'db', namespace: 'dev', protected: true, port: 5432 };
    const releases = [{ ...release, engine: { toString: 1 }, storage: [], mode: null }];
    expect(readDelivered(objectWith({ releases })).releases).toEqual([release]);
  });

  it('reads the names of what is inside a service, and skips anything else', () => {
    const release = { name: 'events', namespace: 'dev' };
    const read = (contents: unknown) =>
      readDelivered(objectWith({ releases: [{ ...release, contents }] })).releases;
    expect(read(['topic/orders'])).toEqual([{ ...release, contents: ['topic/orders'] }]);
    expect(read([5])).toEqual([release]);
    expect(read({ 'topic/orders': 1 })).toEqual([release]);
  });

  it.each(['http://a.b/', 5, true, [5], {}])('skips the URLs %j, which are not a list of strings', (urls) => {
    const release = { name: 'web', namespace: 'dev' };
    expect(readDelivered(objectWith({ releases: [{ ...release, urls }] })).releases).toEqual([release]);
  });
});
