import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaring, existingWith, platformWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import {
  deliveredPlatforms,
  isProduction,
  matchesGlob,
  ownsNamespace,
  resolvePlacement,
} from './placement.ts';
import type { Platform } from './platform.ts';

const nonprod = platformWith();
const prod = platformWith({ gitOps: { clusterType: 'prod', environments: ['prod', 'stage'] } });
const confirm = (
  text: Parameters<typeof resolvePlacement>[0],
  requestNamespace = 'team-a',
  platforms = [nonprod, prod],
) => resolvePlacement(text, { platforms, requestNamespace });

describe('resolvePlacement()', () => {
  it('fills in cluster type, namespace and production', () => {
    expect(confirm({ environment: 'stage' })).toEqual({
      platform: prod,
      environment: 'stage',
      clusterType: 'prod',
      namespace: 'stage',
      production: true,
    });
  });

  it('waits while no platform is declared', () => {
    expect(refusalOf(() => confirm({ environment: 'dev' }, 'team-a', [])).reason).toBe('NoPlatform');
  });

  it('names the declared environments and the nearest one', () => {
    expect(refusalOf(() => confirm({ environment: 'stagee' }))).toEqual({
      reason: 'UnknownEnvironment',
      problems: [
        {
          path: 'spec.environment',
          message: 'Unknown environment "stagee"; did you mean "stage"? Declared: dev, prod, qa, stage',
        },
      ],
    });
  });

  it('takes what agrees with the platform', () => {
    const text = {
      environment: 'dev',
      clusterType: 'nonprod',
      giteaURL: nonprod.giteaURL,
      organization: 'acme',
    };
    expect(confirm(text).clusterType).toBe('nonprod');
  });

  it('takes the host with a slash at its end or without', () => {
    expect(confirm({ environment: 'dev', giteaURL: `${nonprod.giteaURL}/` }).environment).toBe('dev');
  });

  it('reports everything that disagrees and everything that is not allowed at once', () => {
    const text = {
      environment: 'dev',
      clusterType: 'prod',
      giteaURL: 'http://x',
      organization: 'y',
      namespace: 'qa',
    };
    const refusal = refusalOf(() => confirm(text));
    expect(refusal.reason).toBe('PlatformMismatch');
    expect(pathsOf(refusal)).toEqual([
      'spec.clusterType',
      'spec.giteaURL',
      'spec.organization',
      'spec.namespace',
    ]);
  });

  it('refuses a foreign namespace and lists the allowed ones', () => {
    expect(refusalOf(() => confirm({ environment: 'dev', namespace: 'team-qa' }))).toEqual({
      reason: 'NotAllowed',
      problems: [
        {
          path: 'spec.namespace',
          message: 'Namespace "team-qa" does not belong to environment "dev"; allowed: dev, *-dev',
        },
      ],
    });
  });

  it('holds requests to gitOps.requestNamespaces, by environment', () => {
    const platform = platformWith({ gitOps: { requestNamespaces: { dev: ['team-*'], qa: [] } } });
    expect(confirm({ environment: 'dev' }, 'team-a', [platform]).namespace).toBe('dev');
    expect(pathsOf(refusalOf(() => confirm({ environment: 'dev' }, 'other', [platform])))).toEqual([
      'metadata.namespace',
    ]);
    expect(
      refusalOf(() => confirm({ environment: 'qa' }, 'team-a', [platform])).problems[0]?.message,
    ).toMatch(/allowed: none$/);
  });

  it('does not take an inherited property for an entry of requestNamespaces', () => {
    const platform = platformWith({ gitOps: { environments: ['constructor'] } });
    expect(confirm({ environment: 'constructor' }, 'team-a', [platform]).namespace).toBe('constructor');
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
  ])('with %j finds %s to be production: %s', (gitOps, environment, expected) => {
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
  ])('lets %s have %s: %s', (environment, namespace, expected) => {
    expect(ownsNamespace(platform, { environment, namespace })).toBe(expected);
  });

  it('lets no namespace belong to two environments where the platform adds no patterns', () => {
    const label = fc.stringMatching(/^[ab]{1,2}(-[ab]{1,2}){0,3}$/);
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 1, maxLength: 4 }), label, (environments, namespace) => {
        const some = platformWith({ gitOps: { environments } });
        return (
          environments.filter((environment) => ownsNamespace(some, { environment, namespace })).length <= 1
        );
      }),
    );
  });
});

describe('matchesGlob()', () => {
  it('takes what the regular expression of the pattern takes', () => {
    const pattern = fc.stringMatching(/^[ab*]{1,6}$/);
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab]{0,8}$/), (glob, name) => {
        return matchesGlob(glob, name) === new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
      }),
    );
  });

  it('takes linear time for a pattern of many stars', () => {
    expect(matchesGlob(`${'*a'.repeat(31)}b`, 'a'.repeat(63))).toBe(false);
  });
});

describe('deliveredPlatforms()', () => {
  it('is the platforms of delivered BootstrapClaims, listed once', () => {
    const requests = [declaring(nonprod), existingWith(), declaring(prod)];
    expect(deliveredPlatforms(requests)).toEqual([nonprod, prod]);
    expect(deliveredPlatforms(requests)).toBe(deliveredPlatforms(requests));
  });
});
