import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { platformWith } from '../../test/support/platform.ts';
import { profileWarnings, withProfile } from './profile.ts';

const targets = { 'alb.ingress.kubernetes.io/target-type': 'ip' };
const healthChecks = ['alb.ingress.kubernetes.io/healthcheck-*', 'alb.ingress.kubernetes.io/success-codes'];
const roles = 'eks.amazonaws.com/role-arn';
const team = { name: 'pay', requestNamespaces: ['pay'] };
const gateway = { name: 'public', namespace: 'gateways', tls: true };

describe('withProfile()', () => {
  it('returns the same platform without a profile', () => {
    const platform = platformWith();
    expect(withProfile(undefined, platform)).toBe(platform);
  });

  it('has the class of kind and a domain of this machine for local', () => {
    expect(withProfile('local', platformWith())).toEqual(
      platformWith({ storageClass: 'standard', ingress: { domain: '127.0.0.1.nip.io' } }),
    );
  });

  it('has load balancers with the pods as targets, and roles of service accounts, for aws', () => {
    expect(withProfile('aws', platformWith())).toEqual(
      platformWith({
        storageClass: 'gp3',
        ingress: { className: 'alb' },
        allowedAnnotations: [...healthChecks, roles],
        values: { microservice: { ingress: { annotations: targets } } },
      }),
    );
  });

  it('keeps every field of the BootstrapClaim', () => {
    const own = {
      storageClass: 'fast',
      ingress: { className: 'nginx', domain: 'example.com' },
      allowedAnnotations: [],
    };
    expect(withProfile('aws', platformWith(own))).toEqual(platformWith({ ...own }));
    const annotations = { 'alb.ingress.kubernetes.io/target-type': 'instance', scheme: 'internal' };
    const values = { microservice: { replicas: 2, ingress: { annotations } }, redis: { replicas: 1 } };
    expect(withProfile('aws', platformWith({ values })).values).toEqual(values);
  });

  it('adds no class beside a Gateway', () => {
    const { ingress, values } = withProfile('aws', platformWith({ ingress: { gateway } }));
    expect([ingress, values]).toEqual([{ gateway }, {}]);
    expect(withProfile('local', platformWith({ ingress: { gateway } })).ingress).toEqual({
      gateway,
      domain: '127.0.0.1.nip.io',
    });
  });

  it('leaves the roles of service accounts to the patterns of tenants', () => {
    expect(withProfile('aws', platformWith({ tenants: [team] })).allowedAnnotations).toEqual(healthChecks);
    const routed = platformWith({ tenants: [team], ingress: { gateway } });
    expect(withProfile('aws', routed).allowedAnnotations).toBeUndefined();
  });
});

describe('profileWarnings()', () => {
  it('says that EKS does not create the StorageClass, until the BootstrapClaim names it', () => {
    expect(profileWarnings({ profile: 'aws' })).toEqual([
      expect.stringMatching(/"gp3", which EKS does not create/),
    ]);
    expect(profileWarnings({ profile: 'aws', storageClass: 'gp3' })).toEqual([]);
    expect(profileWarnings({ profile: 'local' })).toEqual([]);
    expect(profileWarnings({})).toEqual([]);
  });
});

describe('docs/operate.md', () => {
  it('has every default of the profiles', () => {
    const page = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
    for (const name of ['local', 'aws'] as const) {
      const { storageClass, ingress, allowedAnnotations = [] } = withProfile(name, platformWith());
      const defaults = [storageClass, ...Object.values(ingress!), ...allowedAnnotations];
      for (const one of [`profile: ${name}`, ...defaults]) expect(page).toContain(`\`${String(one)}\``);
    }
  });
});
