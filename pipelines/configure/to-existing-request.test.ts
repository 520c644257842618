import { describe, expect, it } from 'vitest';
import { applicationWith, bootstrapWith, requestOf } from '../../test/support/configured.ts';
import { platformWith } from '../../test/support/platform.ts';
import { toExistingRequest } from './to-existing-request.ts';

describe('toExistingRequest()', () => {
  it('keeps identity, age, environment and names, and drops the rest of the spec', () => {
    const metadata = {
      name: 'shop',
      namespace: 'team-a',
      uid: 'u',
      creationTimestamp: '2026-01-01T00:00:00Z',
    };
    expect(toExistingRequest({ ...applicationWith(), metadata })).toEqual({
      kind: 'ApplicationClaim',
      ...metadata,
      environment: 'dev',
      items: [{ name: 'web' }],
      derivedNames: new Map(),
      releases: [],
    });
  });

  it('keeps the delivered releases of a request of an unknown kind', () => {
    const releases = [{ name: 'x', namespace: 'qa' }];
    const object = requestOf(
      'Later',
      { items: [{ name: 'y' }] },
      { status: { environment: 'qa', releases } },
    );
    expect(toExistingRequest(object)).toMatchObject({ environment: 'qa', items: [], releases });
  });

  it('prefers the delivered environment over that of the spec', () => {
    const object = { ...applicationWith(), status: { environment: 'qa', releases: [] } };
    expect(toExistingRequest(object).environment).toBe('qa');
  });

  it('reads a platform only from a BootstrapClaim', () => {
    const status = { platform: platformWith() };
    expect(toExistingRequest(bootstrapWith({}, { status })).platform).toEqual(status.platform);
    expect(toExistingRequest({ ...applicationWith(), status })).not.toHaveProperty('platform');
    expect(toExistingRequest(bootstrapWith())).not.toHaveProperty('platform');
  });

  it('reads a platform only from the namespace of the platform', () => {
    const status = { platform: platformWith() };
    const metadata = { name: 'platform', namespace: 'ops' };
    const claim = bootstrapWith({}, { metadata, status });
    expect(toExistingRequest(claim)).not.toHaveProperty('platform');
    expect(toExistingRequest(claim, 'ops').platform).toEqual(status.platform);
    expect(toExistingRequest(bootstrapWith({}, { status }), 'ops')).not.toHaveProperty('platform');
  });

  it('places a BootstrapClaim of a file without a namespace in that of the platform', () => {
    const claim = bootstrapWith({}, { metadata: { name: 'platform' } });
    expect(toExistingRequest(claim).namespace).toBe('infraforge-platform');
    expect(toExistingRequest(claim, 'ops').namespace).toBe('ops');
    expect(toExistingRequest({ ...applicationWith(), metadata: { name: 'shop' } }).namespace).toBe('default');
  });

  it('lists the names of the Services that operators create for items and releases', () => {
    const spec = { environment: 'dev', services: [{ name: 'db', type: 'postgresql' }] };
    const status = { environment: 'dev', releases: [{ name: 'mq', namespace: 'dev', engine: 'rabbitmq' }] };
    const { derivedNames } = toExistingRequest(requestOf('PlatformApplicationClaim', spec, { status }));
    expect([...derivedNames]).toEqual([
      ['db', ['db-rw', 'db-ro', 'db-r', 'db-pooler']],
      ['mq', ['mq-nodes']],
    ]);
  });

  it.each([undefined, null, 'x', 5, [], { applications: 'x' }, { applications: [null], environment: 5 }])(
    'accepts the spec %j',
    (spec) => {
      expect(toExistingRequest(requestOf('ApplicationClaim', spec))).toMatchObject({
        items: [],
        releases: [],
      });
    },
  );
});
