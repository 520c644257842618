import { operators } from '../../promises/operators.ts';
import type { Values } from '../../shared/helm/chart.ts';
import type { Assignment } from '../../shared/release/assignments.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { defaultPlatformNamespace } from '../../shared/release/platform-namespace.ts';
import type { Release } from '../../shared/release/release.ts';

type Overrides = Partial<Omit<Platform, 'gitOps'>> & { readonly gitOps?: Partial<Platform['gitOps']> };

/** Returns a delivered platform with every default written out. */
export function platformWith({ gitOps, ...overrides }: Overrides = {}): Platform {
  return {
    giteaURL: 'http://git.example.com:3000',
    organization: 'acme',
    repositories: { stateStore: 'state-store' },
    chartsRepository: {
      type: 'oci',
      url: 'oci://registry.example.com/charts',
      version: '1.0.0',
      versions: {},
      plainHTTP: false,
    },
    gitOps: {
      branch: 'main',
      clusterType: 'nonprod',
      environments: ['dev', 'qa'],
      namespaces: [],
      ...gitOps,
    },
    destination: { server: 'https://kubernetes.default.svc' },
    monitoring: false,
    operators: operators.map(({ name }) => name),
    podSecurity: 'baseline',
    values: {},
    ...overrides,
  };
}

/** Returns a placement in the environment dev of a platform. */
export function placementOn(
  platform: Platform = platformWith(),
  overrides: Partial<Placement> = {},
): Placement {
  return {
    platform,
    environment: 'dev',
    clusterType: platform.gitOps.clusterType,
    namespace: 'dev',
    production: false,
    ...overrides,
  };
}

/** Returns assignments of fields whose names equal the values that they set. */
export function assigned(values: Values): Assignment[] {
  return Object.entries(values).map(([path, value]) => ({ field: path, path, value, implied: false }));
}

/** Returns a release of an application, web. */
export function releaseWith(overrides: Partial<Release> = {}): Release {
  return {
    path: 'spec.applications[0]',
    name: 'web',
    category: 'applications',
    environment: 'dev',
    clusterType: 'nonprod',
    namespace: 'dev',
    production: false,
    chart: { name: 'microservice', version: '1.0.0' },
    platformValues: {},
    fields: () => [],
    freeValues: {},
    owner: {},
    protected: false,
    stateful: false,
    scaling: 'both',
    facts: () => ({}),
    warnings: [],
    check: () => [],
    ...overrides,
  };
}

/** Returns an existing request for an application, web, in dev. */
export function existingWith(overrides: Partial<ExistingRequest> = {}): ExistingRequest {
  return {
    kind: 'ApplicationClaim',
    namespace: 'team-a',
    name: 'shop',
    uid: 'uid-shop',
    creationTimestamp: '2026-01-01T00:00:00Z',
    environment: 'dev',
    items: [{ name: 'web', namespace: 'dev' }],
    derivedNames: new Map(),
    releases: [],
    ...overrides,
  };
}

/** Returns the BootstrapClaim of a platform as one of the existing requests. */
export function declaring(platform: Platform, overrides: Partial<ExistingRequest> = {}): ExistingRequest {
  const { environment: _, ...rest } = existingWith({
    kind: 'BootstrapClaim',
    namespace: defaultPlatformNamespace,
    name: platform.gitOps.clusterType,
    uid: `uid-${platform.gitOps.clusterType}`,
    items: [],
    platform,
  });
  return { ...rest, ...overrides };
}
