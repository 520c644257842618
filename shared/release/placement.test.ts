import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaring, existingWith, platformWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import { deliveredPlatforms, isProduction, ownsNamespace, resolvePlacement } from './placement.ts';
import type { Platform } from './platform.ts';

const nonprod = platformWith();
const prod = platformWith({ gitOps: { clusterType: 'prod', environments: ['prod', 'stage'] } });
const resolve = (
  text: Parameters<typeof resolvePlacement>[0],
  requestNamespace = 'team-a',
  platforms = [nonprod, prod],
) => resolvePlacement(text, { platforms, requestNamespace });

describe('resolvePlacement()', () => {
  it('returns cluster type, namespace and production', () => {
    expect(resolve({ environment: 'stage' })).toEqual({
      platform: prod,
      environment: 'stage',
      clusterType: 'prod',
      namespace: 'stage',
      production: true,
    });
  });

  it('refuses a request while no platform is declared', () => {
    expect(refusalOf(() => resolve({ environment: 'dev' }, 'team-a', [])).reason).toBe('NoPlatform');
  });

  it('suggests the nearest environment and lists the declared ones', () => {
    expect(refusalOf(() => resolve({ environment: 'stagee' }))).toEqual({
      reason: 'UnknownEnvironment',
      problems: [
        {
          path: 'spec.environment',
          message: 'Unknown environment "stagee"; did you mean "stage"? Declared: dev, prod, qa, stage',
        },
      ],
    });
  });

  it('accepts fields that match the platform', () => {
    const text = {
      environment: 'dev',
      clusterType: 'nonprod',
      giteaURL: nonprod.giteaURL,
      organization: 'acme',
    };
    expect(resolve(text).clusterType).toBe('nonprod');
  });

  it('ignores a trailing slash of the Git host', () => {
    expect(resolve({ environment: 'dev', giteaURL: `${nonprod.giteaURL}/` }).environment).toBe('dev');
  });

  it('reports all mismatches and forbidden namespaces at once', () => {
    const text = {
      environment: 'dev',
      clusterType: 'prod',
      giteaURL: 'http://x',
      organization: 'y',
      namespace: 'qa',
    };
    const refusal = refusalOf(() => resolve(text));
    expect(refusal.reason).toBe('PlatformMismatch');
    expect(pathsOf(refusal)).toEqual([
      'spec.clusterType',
      'spec.giteaURL',
      'spec.organization',
      'spec.namespace',
    ]);
  });

  it('refuses a foreign namespace and lists the allowed ones', () => {
    expect(refusalOf(() => resolve({ environment: 'dev', namespace: 'team-qa' }))).toEqual({
      reason: 'NotAllowed',
      problems: [
        {
          path: 'spec.namespace',
          message: 'Namespace "team-qa" does not belong to environment "dev"; allowed: dev, *-dev',
        },
      ],
    });
  });

  describe('with tenants', () => {
    const payments = { name: 'payments', requestNamespaces: ['team-pay'], environments: ['dev'] };
    const web = { name: 'web', requestNamespaces: ['team-web-*'], namespaces: ['web-*', 'dev'] };
    const shared = platformWith({ tenants: [payments, web] });

    it('places a request in a namespace of its own, and names the tenant', () => {
      expect(resolve({ environment: 'dev' }, 'team-pay', [shared])).toMatchObject({
        namespace: 'team-pay-dev',
        tenant: payments,
      });
    });

    it.each([
      ['the own namespace', { environment: 'dev', namespace: 'team-pay-dev' }, 'team-pay'],
      ['a namespace of the tenant', { environment: 'qa', namespace: 'web-shop-qa' }, 'team-web-a'],
    ])('accepts %s', (_, spec, from) => {
      expect(resolve(spec, from, [shared]).namespace).toBe(spec.namespace);
    });

    it.each([
      [
        'a request from a namespace without a tenant',
        { environment: 'dev' },
        'other',
        'metadata.namespace',
        'Namespace "other" belongs to no tenant; ask the platform team to add it (BootstrapClaim spec.tenants[].requestNamespaces)',
      ],
      [
        'a namespace of another tenant',
        { environment: 'dev', namespace: 'team-pay-dev' },
        'team-web-a',
        'spec.namespace',
        'Namespace "team-pay-dev" does not belong to tenant "web"; allowed: web-*, dev',
      ],
      [
        'the default namespace if it belongs to no pattern',
        { environment: 'qa' },
        'team-web-a',
        'spec.namespace',
        'The default namespace "team-web-a-qa" does not belong to tenant "web"; set spec.namespace; allowed: web-*, dev',
      ],
      [
        'a namespace of another environment',
        { environment: 'dev', namespace: 'web-qa' },
        'team-web-a',
        'spec.namespace',
        'Namespace "web-qa" does not belong to environment "dev"; allowed: dev, *-dev',
      ],
      [
        'an environment that the tenant may not use',
        { environment: 'qa' },
        'team-pay',
        'spec.environment',
        'Tenant "payments" may not use environment "qa"; allowed: dev',
      ],
    ])('refuses %s', (_, spec, from, path, message) => {
      expect(refusalOf(() => resolve(spec, from, [shared]))).toEqual({
        reason: 'NotAllowed',
        problems: [{ path, message }],
      });
    });

    it('keeps the default namespace of a request that was delivered without tenants', () => {
      const context = { platforms: [shared], requestNamespace: 'team-web-a' };
      const spec = { environment: 'dev' };
      expect(resolvePlacement(spec, { ...context, deliveredNamespace: 'dev' }).namespace).toBe('dev');
      expect(refusalOf(() => resolvePlacement(spec, context)).reason).toBe('NotAllowed');
    });
  });
});

describe('isProduction()', () => {
  it.each<[Partial<Platform['gitOps']>, string, boolean]>([
    [{ clusterType: 'nonprod' }, 'dev', false],
    [{ clusterType: 'nonprod' }, 'prod', true],
    [{ clusterType: 'nonprod' }, 'production', true],
    [{ clusterType: 'prod' }, 'stage', true],
    [{ clusterType: 'prod', production: false }, 'prod', false],
    [{ clusterType: 'nonprod', production: true }, 'dev', true],
    [{ clusterType: 'nonprod' }, 'preprod', false],
  ])('for %j and environment %s returns %s', (gitOps, environment, expected) => {
    expect(isProduction(platformWith({ gitOps }), environment)).toBe(expected);
  });
});

describe('ownsNamespace()', () => {
  const platform = platformWith({
    gitOps: { environments: ['dev', 'qa', 'eu-qa', 'kube-dev'], namespaces: ['shared', 'tools-*', '*'] },
  });
  it.each([
    ['dev', 'dev', true],
    ['dev', 'team-dev', true],
    ['dev', 'tools-x', true],
    ['dev', 'anything', true],
    ['dev', 'qa', false],
    ['dev', 'team-qa', false],
    ['qa', 'eu-qa', false],
    ['qa', 'team-eu-qa', false],
    ['eu-qa', 'team-eu-qa', true],
    ['eu-qa', 'qa', false],
    ['dev', 'kube-system', false],
    ['dev', 'default', false],
    ['dev', 'argocd', false],
    ['dev', 'kratix-worker-system', false],
  ])('for environment %s and namespace %s returns %s', (environment, namespace, expected) => {
    expect(ownsNamespace(platform, { environment, namespace, platforms: [] })).toBe(expected);
  });

  it('assigns a namespace to at most one environment without patterns of the platform', () => {
    const label = fc.stringMatching(/^[ab]{1,2}(-[ab]{1,2}){0,3}$/);
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 1, maxLength: 4 }), label, (environments, namespace) => {
        const some = platformWith({ gitOps: { environments } });
        return (
          environments.filter((environment) => ownsNamespace(some, { environment, namespace, platforms: [] }))
            .length <= 1
        );
      }),
    );
  });
});

describe('ownsNamespace() with several platforms', () => {
  const ours = platformWith({
    gitOps: { clusterType: 'prod', environments: ['prod'], namespaces: ['team-*'] },
  });
  const theirs = platformWith({ gitOps: { environments: ['dev', 'eu-prod'] } });
  const owns = (namespace: string, platforms: readonly Platform[]): boolean =>
    ownsNamespace(ours, { environment: 'prod', namespace, platforms });

  it.each(['team-x-dev', 'eu-prod', 'team-eu-prod', 'dev'])('leaves %s to their environment', (namespace) => {
    expect(owns(namespace, [ours, theirs])).toBe(false);
  });

  it('keeps its own namespaces, and ignores platforms with another destination', () => {
    const elsewhere = { ...theirs, destination: { name: 'edge' } };
    expect(owns('team-x', [ours, theirs])).toBe(true);
    expect(owns('team-x-dev', [ours, elsewhere])).toBe(true);
  });
});

describe('deliveredPlatforms()', () => {
  it('returns the platform of the oldest claim first, whatever the order of the requests', () => {
    const [old, young] = [declaring(prod), declaring(nonprod)].map((claim, index) => ({
      ...claim,
      creationTimestamp: `2026-01-0${index + 1}T00:00:00Z`,
    }));
    expect(deliveredPlatforms([young!, old!])).toEqual([prod, nonprod]);
  });

  it('returns the platforms of delivered BootstrapClaims, computed once', () => {
    const requests = [declaring(nonprod), existingWith(), declaring(prod)];
    expect(deliveredPlatforms(requests)).toEqual([nonprod, prod]);
    expect(deliveredPlatforms(requests)).toBe(deliveredPlatforms(requests));
  });
});
