import { describe, expect, it } from 'vitest';
import { bootstrapWith, configured, requestOf } from '../../test/support/configured.ts';
import { refusalOfAsync } from '../../test/support/refusal.ts';
import { redis } from './service.ts';

const withPassword = { credentials: { secretName: 'cache-password' } };
const cacheWith = (fields: object) =>
  requestOf('PlatformApplicationClaim', {
    environment: 'dev',
    services: [{ name: 'cache', type: 'redis', ...fields }],
  });

describe('redis.connection()', () => {
  it.each([
    ['standalone', 'cache'],
    ['replication', 'cache-master'],
    ['cluster', 'cache-leader'],
  ])('names the Service of the operator that accepts writes in the mode %s', (mode, service) => {
    expect(redis.connection('cache', { mode, ...withPassword })).toEqual({
      service,
      port: 6379,
      secretName: 'cache-password',
      secretKeys: { password: 'password' },
    });
  });
});

describe('redis.derivedNames()', () => {
  /** Names by redis-operator v0.26.0: redis-standalone.go, redis-replication.go, redis-cluster.go, redisreplication_sentinel.go. */
  it.each([
    ['standalone', ['headless', 'additional', 'metrics']],
    ['replication', ['headless', 'additional', 'master', 'replica', 'metrics', 's-hl']],
    [
      'cluster',
      [
        'master',
        'leader',
        'leader-headless',
        'leader-additional',
        'leader-metrics',
        'follower',
        'follower-headless',
      ],
    ],
    ['cluster, continued', ['follower-additional', 'follower-metrics']],
  ])('contains the Services of the mode %s', (_, roles) => {
    expect(redis.derivedNames('cache')).toEqual(expect.arrayContaining(roles.map((role) => `cache-${role}`)));
  });

  it('contains the StatefulSet of Sentinel, which another Redis of that name would overwrite', () => {
    expect(redis.derivedNames('cache')).toContain('cache-s');
  });

  it('leaves room for the longest name of a Service', () => {
    const longest = Math.max(...redis.derivedNames('x'.repeat(redis.nameLimit)).map(({ length }) => length));
    expect(longest).toBe(63);
  });
});

describe('a request for redis', () => {
  it('is refused without a Secret with the password', async () => {
    const { problems } = await refusalOfAsync(() => configured(cacheWith({})));
    expect(problems).toMatchObject([
      {
        path: 'spec.services[0].credentials',
        message: expect.stringContaining('kubectl create secret generic redis-credentials'),
      },
    ]);
  });

  it('is refused if a free value removes the Secret', async () => {
    const request = cacheWith({ ...withPassword, values: { credentials: { secretName: '' } } });
    await expect(configured(request)).rejects.toThrow();
  });

  it('is refused if the platform sets a label, which would change the selectors of Services', async () => {
    const platform = bootstrapWith({ values: { redis: { podLabels: { 'example.com/tier': 'data' } } } });
    const { problems } = await refusalOfAsync(() => configured(cacheWith(withPassword), { platform }));
    expect(problems).toMatchObject([{ message: expect.stringContaining('example.com/tier') }]);
  });
});
