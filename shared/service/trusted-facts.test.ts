import { describe, expect, it } from 'vitest';
import { services } from '../../promises/services.ts';
import type { DeliveredRelease } from '../release/existing-request.ts';
import { findService } from './find-service.ts';
import { serviceFacts } from './service-facts.ts';
import { trustedFacts } from './trusted-facts.ts';

const postgresql = findService(services, 'postgresql')!;
const status: DeliveredRelease = {
  name: 'db',
  chart: 'postgresql',
  version: '1.0.0',
  digest: '',
  values: '',
  namespace: 'dev',
  ...serviceFacts({}, { name: 'db', namespace: 'dev', service: postgresql }),
};

describe('trustedFacts()', () => {
  it.each(services.map((service) => [service.type, service] as const))(
    'returns the connection that a run wrote for %s',
    (_, service) => {
      const secret = { credentials: { secretName: 'own' } };
      const facts = serviceFacts(secret, { name: 'db', namespace: 'dev', service });
      const { host, port, secretName, secretKeys = {}, caSecret } = facts;
      expect(trustedFacts({ ...status, ...facts }, service)).toMatchObject({
        ...{ host, port, secretKeys, ...(facts.facts && { facts: facts.facts }) },
        ...(secretName && { secretName }),
        ...(caSecret && { caSecret }),
      });
    },
  );

  it.each([
    ['a host outside of the cluster', { host: 'db.attacker.example.com' }],
    ['the host of another service', { host: 'other.dev.svc.cluster.local' }],
    ['the host in another namespace', { host: 'db.attacker.svc.cluster.local' }],
    ['another port', { port: 5433 }],
    ['another engine', { engine: 'redis' }],
    ['no host', { host: undefined }],
  ])('returns nothing for %s', (_, forged) => {
    expect(trustedFacts({ ...status, ...forged } as DeliveredRelease, postgresql)).toBeUndefined();
  });

  it('omits facts that the engine does not have, and values that it never writes', () => {
    const forged = {
      poolerHost: 'pooler.attacker.example.com',
      facts: { database: 'a b', command: 'x', uri: 'https://attacker.example.com' },
      secretName: '../other',
      secretKeys: { password: 'a/b', 'cloud-key': 'key', username: 'username' },
      caSecret: 7,
    };
    expect(trustedFacts({ ...status, ...forged } as unknown as DeliveredRelease, postgresql)).toEqual({
      host: 'db.dev.svc.cluster.local',
      port: 5432,
      facts: {},
      secretKeys: { username: 'username' },
    });
  });
});
