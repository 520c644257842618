import { describe, expect, it } from 'vitest';
import { declaring, existingWith, platformWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import type { DeliveredRelease, ExistingRequest } from './existing-request.ts';
import type { Platform } from './platform.ts';
import { checkDeclaration, printRequestList, requestsDeliveringTo } from './platform-changes.ts';

const nonprod = platformWith();
const prod = platformWith({ gitOps: { clusterType: 'prod', environments: ['prod'] } });
const releases = [{ name: 'web', namespace: 'dev' } as DeliveredRelease];
const user = existingWith({ releases });

function declare(platform: Platform, self: ExistingRequest, others: readonly ExistingRequest[] = []): void {
  const isOwnChart = (name: string): boolean => name === 'redis';
  const neededOperators = ({ engine }: DeliveredRelease) => (engine ? [`${engine}-operator`] : []);
  checkDeclaration({ platform, self, requests: [self, ...others], isOwnChart, neededOperators });
}

/** Returns a claim that is not delivered yet. */
function newClaim(name: string): ExistingRequest {
  const { platform: _, ...claim } = declaring(prod, { name });
  return claim;
}

describe('checkDeclaration()', () => {
  it('accepts a first claim, and a second one with other environments in the same state store', () => {
    declare(nonprod, newClaim('nonprod'));
    declare(prod, newClaim('prod'), [declaring(nonprod)]);
  });

  it('refuses to remove the operator of a delivered service, unless the cluster keeps it', () => {
    const before = platformWith({ operators: ['redis-operator'] });
    const service = existingWith({ releases: [{ ...releases[0]!, engine: 'redis' }] });
    const without = platformWith({ operators: [] });
    const refusal = refusalOf(() => declare(without, declaring(before), [service]));
    expect(refusal.reason).toBe('EnvironmentInUse');
    expect(pathsOf(refusal)).toEqual(['spec.operators']);
    declare({ ...without, installedOperators: ['redis-operator'] }, declaring(before), [service]);
    declare(without, declaring(before), [user]);
    declare(without, declaring(without), [service]);
  });

  it('refuses a second claim that gives defaults to a namespace of the same destination', () => {
    const namespaceDefaults = { quota: { pods: 50 } };
    const gitOps = { ...prod.gitOps, namespaces: ['tools'] };
    const first = platformWith({ namespaceDefaults, gitOps: { namespaces: ['tools'] } });
    const refusal = refusalOf(() =>
      declare(platformWith({ namespaceDefaults, gitOps }), newClaim('prod'), [declaring(first)]),
    );
    expect(refusal.reason).toBe('PlatformConflict');
    expect(pathsOf(refusal)).toEqual(['spec.namespaceDefaults']);
    const accepted = [
      platformWith({ gitOps }),
      platformWith({ namespaceDefaults, gitOps, destination: { name: 'edge' } }),
      platformWith({ namespaceDefaults, gitOps: prod.gitOps }),
    ];
    for (const platform of accepted) declare(platform, newClaim('prod'), [declaring(first)]);
  });

  it('refuses a cluster type and an environment that another claim declares', () => {
    const second = platformWith({ gitOps: { environments: ['new', 'qa'] } });
    const refusal = refusalOf(() => declare(second, newClaim('second'), [declaring(nonprod)]));
    expect(refusal.reason).toBe('PlatformConflict');
    expect(pathsOf(refusal)).toEqual(['spec.gitOps.clusterType', 'spec.gitOps.environments[1]']);
  });

  it.each<[string, Partial<Platform> | { gitOps: Partial<Platform['gitOps']> }, string]>([
    ['repository', { repositories: { stateStore: 'other' } }, 'spec.repositories.stateStore'],
    ['organization', { organization: 'other' }, 'spec.repositories.stateStore'],
    ['host', { giteaURL: 'http://other.example.com' }, 'spec.repositories.stateStore'],
    ['branch', { gitOps: { branch: 'other' } }, 'spec.gitOps.branch'],
  ])('refuses a second claim with another %s', (_, overrides, path) => {
    const gitOps = {
      clusterType: 'prod',
      environments: ['prod'],
      ...('gitOps' in overrides ? overrides.gitOps : {}),
    };
    const second = platformWith({ ...overrides, gitOps });
    expect(pathsOf(refusalOf(() => declare(second, newClaim('prod'), [declaring(nonprod)])))).toEqual([path]);
  });

  it('ignores another claim that is not delivered', () => {
    declare(nonprod, newClaim('nonprod'), [{ ...newClaim('other'), platform: undefined } as never]);
  });

  it('refuses to remove a third-party chart while requests use it', () => {
    const allowing = (...names: readonly string[]): Platform => {
      const { chartsRepository } = nonprod;
      return platformWith({
        chartsRepository: { ...chartsRepository, allowed: names.map((name) => ({ name, kinds: [] })) },
      });
    };
    const before = declaring(allowing('wiki', 'unused', 'redis'));
    const users = ['wiki', 'redis', 'microservice'].map((chart) =>
      existingWith({ name: chart, releases: [{ ...releases[0]!, chart }] }),
    );
    expect(refusalOf(() => declare(allowing(), before, users))).toEqual({
      reason: 'EnvironmentInUse',
      problems: [
        {
          path: 'spec.chartsRepository.allowed',
          message: 'Chart "wiki" is in use; remove it from ApplicationClaim team-a/wiki first',
        },
      ],
    });
    declare(allowing('wiki'), before, users);
    const tenants = [{ name: 'a', requestNamespaces: ['team-a'], charts: ['redis'] }];
    const refusal = refusalOf(() => declare({ ...allowing('wiki'), tenants }, before, users));
    expect(refusal.problems).toContainEqual({
      path: 'spec.tenants',
      message:
        'Chart "wiki" is in use; add it to the charts of the tenant, or remove it from ApplicationClaim team-a/wiki first',
    });
  });

  it('refuses another destination while services hold data there', () => {
    const moved = platformWith({ destination: { name: 'edge' } });
    const holder = existingWith({ releases: [{ ...releases[0]!, protected: false }] });
    expect(refusalOf(() => declare(moved, declaring(nonprod), [holder]))).toEqual({
      reason: 'EnvironmentInUse',
      problems: [
        {
          path: 'spec.destination',
          message:
            'The destination cannot change: services would start empty there; delete ApplicationClaim team-a/shop first',
        },
      ],
    });
    declare(moved, declaring(nonprod), [user]);
    declare(platformWith({ destination: { name: 'in-cluster' } }), declaring(nonprod), [holder]);
  });

  it('refuses to exclude a namespace in use', () => {
    const open = platformWith({ gitOps: { namespaces: ['team-*'] } });
    const shared = existingWith({ releases: [{ name: 'web', namespace: 'team-x' } as DeliveredRelease] });
    const narrower = platformWith({ gitOps: { namespaces: ['other-*'] } });
    expect(refusalOf(() => declare(narrower, declaring(open), [shared]))).toMatchObject({
      reason: 'EnvironmentInUse',
      problems: [{ path: 'spec.gitOps', message: expect.stringContaining('ApplicationClaim team-a/shop') }],
    });
    const closed = platformWith({ tenants: [{ name: 'b', requestNamespaces: ['team-b'] }] });
    expect(pathsOf(refusalOf(() => declare(closed, declaring(nonprod), [user])))).toEqual(['spec.tenants']);
    declare(narrower, declaring(narrower), [shared]);
  });

  it('refuses to remove an environment in use, naming the request', () => {
    const without = platformWith({ gitOps: { environments: ['qa'] } });
    expect(refusalOf(() => declare(without, declaring(nonprod), [user]))).toEqual({
      reason: 'EnvironmentInUse',
      problems: [
        {
          path: 'spec.gitOps.environments',
          message: 'Environment "dev" is in use; delete ApplicationClaim team-a/shop first',
        },
      ],
    });
  });

  it('accepts the removal of an unused environment', () => {
    declare(platformWith({ gitOps: { environments: ['dev'] } }), declaring(nonprod), [user]);
    declare(platformWith({ gitOps: { environments: ['qa'] } }), declaring(nonprod), [existingWith()]);
  });

  it('refuses to change cluster type, organization, repository and branch while in use', () => {
    const changed = platformWith({
      organization: 'other',
      repositories: { stateStore: 'other' },
      gitOps: { clusterType: 'other', branch: 'other' },
    });
    expect(pathsOf(refusalOf(() => declare(changed, declaring(nonprod), [user])))).toEqual([
      'spec.gitOps.clusterType',
      'spec.organization',
      'spec.repositories.stateStore',
      'spec.gitOps.branch',
    ]);
    declare(changed, declaring(nonprod));
  });
});

describe('requestsDeliveringTo()', () => {
  it('returns requests with delivered releases only', () => {
    expect(requestsDeliveringTo([user, existingWith()], ['dev'])).toEqual([user]);
    expect(requestsDeliveringTo([user], ['qa'])).toEqual([]);
  });
});

describe('printRequestList()', () => {
  it('prints five names and the number of the others', () => {
    const requests = Array.from({ length: 7 }, (_, index) => existingWith({ name: `r${index}` }));
    expect(printRequestList(requests)).toMatch(/team-a\/r4 and 2 more$/);
    expect(printRequestList(requests.slice(0, 1))).toBe('ApplicationClaim team-a/r0');
  });
});

describe('checkDeclaration() with tenants', () => {
  const pay = { name: 'pay', requestNamespaces: ['team-pay'], namespaces: ['pay-*'], hosts: ['*.pay.com'] };
  const web = { name: 'web', requestNamespaces: ['team-a'], namespaces: ['dev', 'web-*'] };
  const shared = platformWith({ tenants: [pay, web] });
  const prodWith = (tenants: Platform['tenants'], overrides: Partial<Platform> = {}): Platform =>
    platformWith({ gitOps: { clusterType: 'prod', environments: ['prod'] }, tenants, ...overrides });
  const conflicts = (platform: Platform) =>
    refusalOf(() => declare(platform, newClaim('prod'), [declaring(shared)]));

  it('accepts the same tenants on another cluster type', () => {
    declare(prodWith([pay, web]), newClaim('prod'), [declaring(shared)]);
  });

  it('refuses a tenant with the namespaces or hosts of a tenant of another name', () => {
    const other = { ...pay, name: 'payments' };
    const refusal = conflicts(prodWith([other]));
    expect([refusal.reason, pathsOf(refusal)]).toEqual([
      'PlatformConflict',
      ['spec.tenants[0].namespaces', 'spec.tenants[0].hosts'],
    ]);
    expect(refusal.problems[1]?.message).toBe(
      '"*.pay.com" overlaps with the hosts of tenant "pay", which BootstrapClaim infraforge-platform/nonprod declares; use other hosts',
    );
    const elsewhere = prodWith([other], { destination: { name: 'edge' } });
    expect(pathsOf(conflicts(elsewhere))).toEqual(['spec.tenants[0].hosts']);
  });

  it('refuses two owners of one AppProject', () => {
    const twins = [
      { name: 'a-b', requestNamespaces: ['x'] },
      { name: 'a', requestNamespaces: ['y'] },
    ];
    const own = platformWith({ gitOps: { environments: ['c', 'b-c'] }, tenants: twins });
    expect(refusalOf(() => declare(own, newClaim('own')))).toEqual({
      reason: 'PlatformConflict',
      problems: [
        {
          path: 'spec.tenants',
          message:
            'Two environments or tenants would have the AppProject "infraforge-a-b-c"; rename one of them',
        },
      ],
    });
    const zone = platformWith({ gitOps: { clusterType: 'prod', environments: ['pay-dev'] } });
    expect(conflicts(zone).problems[0]?.message).toContain('The AppProject "infraforge-pay-dev" belongs to');
  });

  it('accepts first tenants that cover what is delivered, and refuses others', () => {
    declare(shared, declaring(nonprod), [user]);
    const narrow = platformWith({ tenants: [{ ...web, namespaces: ['web-*'] }] });
    expect(pathsOf(refusalOf(() => declare(narrow, declaring(nonprod), [user])))).toEqual(['spec.tenants']);
  });

  it('refuses to take a host from a delivered release', () => {
    const exposed = existingWith({ releases: [{ ...releases[0]!, urls: ['https://shop.example.com/'] }] });
    const limited = platformWith({ tenants: [{ ...web, hosts: ['*.web.com'] }] });
    expect(refusalOf(() => declare(limited, declaring(nonprod), [exposed])).problems).toEqual([
      {
        path: 'spec.tenants',
        message:
          'Hosts in use would no longer be allowed; keep them, or delete ApplicationClaim team-a/shop first',
      },
    ]);
  });

  it('refuses to rename or remove the tenant of a delivered request', () => {
    const renamed = platformWith({ tenants: [pay, { ...web, name: 'frontend' }] });
    const message =
      'The tenant of delivered requests cannot change; keep it, or delete ApplicationClaim team-a/shop first';
    for (const after of [renamed, nonprod]) {
      expect(refusalOf(() => declare(after, declaring(shared), [user]))).toEqual({
        reason: 'EnvironmentInUse',
        problems: [{ path: 'spec.tenants', message }],
      });
    }
  });

  it('refuses to remove a kind of a chart in use', () => {
    const { chartsRepository } = nonprod;
    const allowing = (kinds: readonly string[]) =>
      platformWith({ chartsRepository: { ...chartsRepository, allowed: [{ name: 'wiki', kinds }] } });
    const wiki = existingWith({ releases: [{ ...releases[0]!, chart: 'wiki' }] });
    const refusal = refusalOf(() =>
      declare(allowing(['ConfigMap']), declaring(allowing(['ConfigMap', 'Secret'])), [wiki]),
    );
    expect(refusal.problems).toEqual([
      {
        path: 'spec.chartsRepository.allowed',
        message:
          'Chart "wiki" is in use, so its objects of kind Secret could not be removed; keep the kinds, or remove the chart from ApplicationClaim team-a/shop first',
      },
    ]);
  });

  it('refuses default hosts of a tenant that overlap with the hosts of another', () => {
    const tenants = [
      { name: 'pay', requestNamespaces: ['team-pay'], hosts: ['*.example.com'] },
      { name: 'web', requestNamespaces: ['team-web'] },
    ];
    const refusal = refusalOf(() =>
      declare(platformWith({ ingress: { domain: 'example.com' }, tenants }), newClaim('own')),
    );
    expect([refusal.reason, pathsOf(refusal)]).toEqual(['PlatformConflict', ['spec.tenants[1].hosts']]);
  });
});
