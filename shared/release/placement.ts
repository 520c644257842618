import { type Problem, RequestError } from '../errors.ts';
import { memoize } from '../memoize.ts';
import { choicesHint, nearest } from '../nearest.ts';
import { compareByAge } from './compare-by-age.ts';
import { destinationKey } from './destination.ts';
import type { ExistingRequest } from './existing-request.ts';
import { matchesGlob } from './glob.ts';
import { dnsLabel, reservedNamespace, reservedNamespacesText } from './names.ts';
import type { Platform, Tenant } from './platform.ts';
import { findTenant, hasEnvironment, tenantNamespaces } from './tenant.ts';

/** Placement as a request specifies it. */
export interface PlacementSpec {
  readonly environment: string;
  readonly clusterType?: string | undefined;
  readonly namespace?: string | undefined;
  readonly giteaURL?: string | undefined;
  readonly organization?: string | undefined;
}

/** Environment and namespace of a release, resolved against a platform. */
export interface Placement {
  readonly platform: Platform;
  readonly environment: string;
  readonly clusterType: string;
  /** Namespace of the releases. */
  readonly namespace: string;
  readonly production: boolean;
  /** Tenant of the request; undefined on a platform without tenants. */
  readonly tenant?: Tenant | undefined;
}

/** Context that decides a placement. */
export interface PlacementContext {
  readonly platforms: readonly Platform[];
  /** Namespace of the request itself. */
  readonly requestNamespace: string;
  /** Namespace of the releases that the request has delivered. */
  readonly deliveredNamespace?: string | undefined;
}

/** Returns the platforms that delivered BootstrapClaims declare, the oldest claim first: it keeps an environment. */
export const deliveredPlatforms = memoize((requests: readonly ExistingRequest[]): readonly Platform[] =>
  requests
    .filter(({ platform }) => platform !== undefined)
    .toSorted(compareByAge)
    .map(({ platform }) => platform!),
);

/** Returns the platform that declares an environment. */
export function findPlatformOf(platforms: readonly Platform[], environment: string): Platform | undefined {
  return platforms.find(({ gitOps }) => gitOps.environments.includes(environment));
}

/**
 * Returns the namespace of a request's releases. The default is the environment's own namespace, and with tenants
 * `<request namespace>-<environment>`; a delivered default stays when a platform gets tenants.
 */
export function releaseNamespace(
  { environment, namespace }: Pick<PlacementSpec, 'environment' | 'namespace'>,
  { platforms, requestNamespace, deliveredNamespace }: PlacementContext,
): string {
  if (namespace !== undefined) return namespace;
  const ofTenant = `${requestNamespace}-${environment}`;
  const delivered = [environment, ofTenant].find((name) => name === deliveredNamespace);
  const platform = findPlatformOf(platforms, environment);
  return delivered ?? (platform?.tenants === undefined ? environment : ofTenant);
}

/**
 * Resolves the placement of a request against the delivered platforms.
 *
 * @throws RequestError `NoPlatform` if no platform is declared, `UnknownEnvironment` with the declared environments,
 *   `PlatformMismatch` if the request contradicts the platform, `NotAllowed` if the platform forbids the namespace
 */
export function resolvePlacement(spec: PlacementSpec, context: PlacementContext): Placement {
  const { platforms, requestNamespace } = context;
  const platform = findPlatform(spec.environment, platforms);
  const { environment } = spec;
  const { clusterType } = platform.gitOps;
  const namespace = releaseNamespace(spec, context);
  const mismatches = platformMismatches(spec, platform);
  const names = { environment, namespace, requestNamespace, isDefault: spec.namespace === undefined };
  const refusals = namespaceProblems(names, { platform, platforms });
  if (mismatches.length > 0) throw new RequestError('PlatformMismatch', [...mismatches, ...refusals]);
  if (refusals.length > 0) throw new RequestError('NotAllowed', refusals);
  const tenant = findTenant(platform, requestNamespace);
  return {
    platform,
    environment,
    clusterType,
    namespace,
    production: isProduction(platform, environment),
    ...(tenant === undefined ? {} : { tenant }),
  };
}

function findPlatform(environment: string, platforms: readonly Platform[]): Platform {
  if (platforms.length === 0) {
    const message =
      'No platform is declared; a BootstrapClaim that declares the environment must be delivered first';
    throw new RequestError('NoPlatform', [{ path: 'spec.environment', message }]);
  }
  const platform = findPlatformOf(platforms, environment);
  if (platform !== undefined) return platform;
  const declared = platforms.flatMap(({ gitOps }) => gitOps.environments).toSorted();
  const near = nearest(environment, declared);
  const hint = choicesHint(near, { label: 'declared', choices: declared.join(', ') });
  const message = `Unknown environment "${environment}"${hint}`;
  throw new RequestError('UnknownEnvironment', [{ path: 'spec.environment', message }]);
}

function platformMismatches(spec: PlacementSpec, platform: Platform): Problem[] {
  const facts = {
    clusterType: platform.gitOps.clusterType,
    giteaURL: platform.giteaURL,
    organization: platform.organization,
  };
  return Object.entries(facts)
    .filter(([field, fact]) => differs(spec[field as keyof typeof facts], fact))
    .map(([field, fact]) => ({
      path: `spec.${field}`,
      message: `Environment "${spec.environment}" has the ${field} "${fact}"; use that value or remove the field`,
    }));
}

/** Returns true for different values. Ignores a trailing slash of a URL. */
function differs(specified: string | undefined, fact: string): boolean {
  return specified !== undefined && specified.replace(/\/$/, '') !== fact.replace(/\/$/, '');
}

/** Environment and namespace of a delivery. */
interface DeliveryNames {
  readonly environment: string;
  readonly namespace: string;
  readonly requestNamespace: string;
  /** True if the request sets no namespace. */
  readonly isDefault?: boolean;
}

function namespaceProblems(
  names: DeliveryNames,
  { platform, platforms }: { platform: Platform; platforms: readonly Platform[] },
): Problem[] {
  const { environment, namespace, requestNamespace } = names;
  const tenant = findTenant(platform, requestNamespace);
  if (platform.tenants !== undefined && tenant === undefined) {
    const message = `Namespace "${requestNamespace}" belongs to no tenant; ask the platform team to add it (BootstrapClaim spec.tenants[].requestNamespaces)`;
    return [{ path: 'metadata.namespace', message }];
  }
  if (!dnsLabel.test(namespace)) {
    const message = `Invalid namespace "${namespace}": at most 63 lower-case letters, digits and dashes are allowed; set spec.namespace`;
    return [{ path: 'spec.namespace', message }];
  }
  if (reservedNamespace.test(namespace)) {
    const message = `Reserved namespace "${namespace}"; ${reservedNamespacesText}`;
    return [{ path: 'spec.namespace', message }];
  }
  const problems: Problem[] = [];
  if (tenant !== undefined && !hasEnvironment(tenant, environment)) {
    const message = `Tenant "${tenant.name}" may not use environment "${environment}"; allowed: ${tenant.environments!.join(', ')}`;
    problems.push({ path: 'spec.environment', message });
  }
  if (!ownsNamespace(platform, { environment, namespace, platforms })) {
    const allowed = namespacePatterns(platform, environment);
    const message = foreignNamespaceMessage(names, { owner: `environment "${environment}"`, allowed });
    problems.push({ path: 'spec.namespace', message });
  } else if (tenant !== undefined) {
    const allowed = tenantNamespaces(tenant, environment);
    if (allowed.some((pattern) => matchesGlob(pattern, namespace))) return problems;
    const message = foreignNamespaceMessage(names, { owner: `tenant "${tenant.name}"`, allowed });
    problems.push({ path: 'spec.namespace', message });
  }
  return problems;
}

function foreignNamespaceMessage(
  { namespace, isDefault }: DeliveryNames,
  { owner, allowed }: { readonly owner: string; readonly allowed: readonly string[] },
): string {
  const [what, hint] = isDefault
    ? ['The default namespace', 'set spec.namespace; allowed']
    : ['Namespace', 'allowed'];
  return `${what} "${namespace}" does not belong to ${owner}; ${hint}: ${allowed.join(', ')}`;
}

/** Returns true if a platform declares an environment and allows a request to deliver to a namespace of it. */
export function allowsDelivery(
  platforms: readonly Platform[],
  names: Omit<DeliveryNames, 'isDefault'>,
): boolean {
  const platform = findPlatformOf(platforms, names.environment);
  return platform !== undefined && namespaceProblems(names, { platform, platforms }).length === 0;
}

/** Returns true if the chart's production values apply in an environment. */
export function isProduction({ gitOps }: Platform, environment: string): boolean {
  return gitOps.production ?? (gitOps.clusterType === 'prod' || ['prod', 'production'].includes(environment));
}

/** Returns the patterns of an environment's namespaces, for messages and for its AppProject. */
export function namespacePatterns({ gitOps }: Platform, environment: string): string[] {
  return [environment, `*-${environment}`, ...gitOps.namespaces];
}

/**
 * Returns true if a namespace belongs to an environment: it equals or ends in the environment's name, or a pattern of the
 * platform matches it. If it ends in the names of several environments of one destination, it belongs to the longest
 * name, also to that of another platform.
 *
 * @param names.platforms all platforms; those with another destination do not matter
 */
export function ownsNamespace(
  platform: Platform,
  names: { environment: string; namespace: string; platforms: readonly Platform[] },
): boolean {
  const { environment, namespace, platforms } = names;
  if (reservedNamespace.test(namespace)) return false;
  const owner = environmentsOfDestination(platform, platforms)
    .filter((name) => namespace === name || namespace.endsWith(`-${name}`))
    .toSorted((one, other) => other.length - one.length)[0];
  if (owner !== undefined) return owner === environment;
  if (platform.tenants === undefined && isTenantNamespace(namespace, { platform, platforms })) return false;
  return platform.gitOps.namespaces.some((pattern) => matchesGlob(pattern, namespace));
}

/** Returns true if another platform gives a namespace of the same destination to a tenant, for releases or requests. */
function isTenantNamespace(
  namespace: string,
  { platform, platforms }: { platform: Platform; platforms: readonly Platform[] },
): boolean {
  const key = destinationKey(platform.destination);
  return platforms
    .filter(({ destination }) => destinationKey(destination) === key)
    .flatMap(({ tenants = [] }) => tenants)
    .flatMap(({ namespaces = [], requestNamespaces }) => [...namespaces, ...requestNamespaces])
    .some((pattern) => matchesGlob(pattern, namespace));
}

/** Returns the environments of all platforms with the same destination as a platform, including its own. */
export function environmentsOfDestination(platform: Platform, platforms: readonly Platform[]): string[] {
  const key = destinationKey(platform.destination);
  const others = platforms.filter(({ destination }) => destinationKey(destination) === key);
  return [...new Set([platform, ...others].flatMap(({ gitOps }) => gitOps.environments))];
}
