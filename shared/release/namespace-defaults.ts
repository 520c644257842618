import { dnsLabel } from './names.ts';
import { namespacePatterns, ownsNamespace, type Placement } from './placement.ts';
import type { NamespaceDefaults, Platform, Tenant } from './platform.ts';
import { hasEnvironment, tenantNamespaces } from './tenant.ts';

/** Chart that renders the defaults of a namespace. Only the platform uses it. */
export const namespaceChart = 'namespace';

/** Helm release of the defaults in each namespace, and so the name of their objects. */
export const namespaceRelease = 'namespace-defaults';

/** Namespace for releases whose name is known without a request. */
export interface KnownNamespace {
  readonly name: string;
  /** First environment whose releases may use the namespace. */
  readonly environment: string;
  readonly tenant?: Tenant | undefined;
  readonly defaults: NamespaceDefaults;
}

/** Returns true if a platform sets namespace defaults, for all namespaces or for a tenant. */
export function hasNamespaceDefaults({ namespaceDefaults, tenants = [] }: Platform): boolean {
  return [{ namespaceDefaults }, ...tenants].some((one) => one.namespaceDefaults !== undefined);
}

/**
 * Returns the defaults of a namespace of a tenant, or of everybody. A part that the tenant sets replaces that of the
 * platform. Undefined if nothing remains.
 */
export function effectiveDefaults(
  { namespaceDefaults }: Platform,
  tenant: Tenant | undefined,
): NamespaceDefaults | undefined {
  const { quota = {}, limits = {}, networkPolicy } = { ...namespaceDefaults, ...tenant?.namespaceDefaults };
  const amounts = Object.entries(limits).filter(([, part]) => Object.keys(part ?? {}).length > 0);
  const defaults = {
    ...(Object.keys(quota).length > 0 && { quota }),
    ...(amounts.length > 0 && { limits: Object.fromEntries(amounts) }),
    ...(networkPolicy?.denyIngress && { networkPolicy }),
  };
  return Object.keys(defaults).length === 0 ? undefined : defaults;
}

/**
 * Returns the namespaces of a platform that get defaults, sorted by name: those that it names exactly. A pattern with a
 * wildcard names none.
 *
 * @param platforms all platforms; an environment of another one may own a namespace
 */
export function namespacesWithDefaults(platform: Platform, platforms: readonly Platform[]): KnownNamespace[] {
  if (!hasNamespaceDefaults(platform)) return [];
  const found = new Map<string, KnownNamespace>();
  for (const { environment, tenant, pattern: name } of listPatterns(platform)) {
    const defaults = effectiveDefaults(platform, tenant);
    if (defaults === undefined || found.has(name) || !dnsLabel.test(name)) continue;
    if (!ownsNamespace(platform, { environment, namespace: name, platforms })) continue;
    found.set(name, { name, environment, tenant, defaults });
  }
  return [...found.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Returns the patterns of namespaces that get no defaults, because they have a wildcard. */
export function patternsWithoutDefaults(platform: Platform): string[] {
  const patterns = listPatterns(platform)
    .filter(({ pattern, tenant }) => pattern.includes('*') && effectiveDefaults(platform, tenant))
    .map(({ pattern }) => pattern);
  return [...new Set(patterns)];
}

/** Returns the defaults that apply to the releases of a request; undefined if its namespace gets none. */
export function defaultsOfPlacement({
  platform,
  environment,
  namespace,
  tenant,
}: Pick<Placement, 'platform' | 'environment' | 'namespace' | 'tenant'>): NamespaceDefaults | undefined {
  const patterns = patternsOf(platform, { environment, tenant });
  return patterns.includes(namespace) ? effectiveDefaults(platform, tenant) : undefined;
}

interface OwnedPattern {
  readonly environment: string;
  readonly tenant?: Tenant | undefined;
  readonly pattern: string;
}

function listPatterns(platform: Platform): OwnedPattern[] {
  const { gitOps, tenants } = platform;
  return gitOps.environments.flatMap((environment) => {
    const owners = tenants?.filter((tenant) => hasEnvironment(tenant, environment)) ?? [undefined];
    return owners.flatMap((tenant) =>
      patternsOf(platform, { environment, tenant }).map((pattern) => ({ environment, tenant, pattern })),
    );
  });
}

function patternsOf(platform: Platform, { environment, tenant }: Omit<OwnedPattern, 'pattern'>): string[] {
  return tenant === undefined
    ? namespacePatterns(platform, environment)
    : tenantNamespaces(tenant, environment);
}
