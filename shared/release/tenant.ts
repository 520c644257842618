import { globsOverlap, matchesGlob } from './glob.ts';
import type { AllowedChart, Platform, Tenant } from './platform.ts';

/** Returns the tenant of a request's namespace; undefined without tenants, or if no tenant has the namespace. */
export function findTenant({ tenants }: Platform, requestNamespace: string): Tenant | undefined {
  return tenants?.find(({ requestNamespaces }) =>
    requestNamespaces.some((pattern) => matchesGlob(pattern, requestNamespace)),
  );
}

/** Returns true if a tenant may use an environment. */
export function hasEnvironment({ environments }: Tenant, environment: string): boolean {
  return environments?.includes(environment) ?? true;
}

/** Returns the patterns of a tenant's release namespaces in an environment. */
export function tenantNamespaces({ namespaces, requestNamespaces }: Tenant, environment: string): string[] {
  return [...(namespaces ?? requestNamespaces.map((pattern) => `${pattern}-${environment}`))];
}

/** Returns the third-party charts that a tenant may use; without a tenant, all of them. */
export function tenantCharts(
  tenant: Tenant | undefined,
  charts: readonly AllowedChart[],
): readonly AllowedChart[] {
  if (tenant === undefined) return charts;
  return charts.filter(({ name }) => tenant.charts?.includes(name) ?? false);
}

/**
 * Returns the patterns of the ingress hosts that requests may use; undefined if every host is allowed, which is so
 * without tenants on a platform without a domain.
 */
export function hostPatterns({ ingress }: Platform, tenant: Tenant | undefined): string[] | undefined {
  const domain = ingress?.domain;
  if (tenant === undefined) return domain === undefined ? undefined : [domain, `*.${domain}`];
  return [...(tenant.hosts ?? (domain === undefined ? [] : [`*.${tenant.name}.${domain}`]))];
}

/** Platform and tenant of a request, among all platforms. */
export interface HostContext {
  readonly platform: Platform;
  readonly tenant: Tenant | undefined;
  readonly platforms: readonly Platform[];
}

/**
 * Returns why a request may not use an ingress host; undefined if it may. Without tenants, a request may also not use the
 * hosts that another platform gives to a tenant.
 */
export function hostProblem(host: string, { platform, tenant, platforms }: HostContext): string | undefined {
  const allowed = hostPatterns(platform, tenant);
  if (allowed !== undefined && !allowed.some((pattern) => matchesGlob(pattern, host))) {
    const choices = allowed.length === 0 ? 'the tenant has no hosts' : `allowed: ${allowed.join(', ')}`;
    const owner = tenant === undefined ? 'the domain of the platform' : `tenant "${tenant.name}"`;
    return `Host "${host}" does not belong to ${owner}; ${choices}`;
  }
  if (tenant !== undefined) return undefined;
  const owner = platforms
    .flatMap((other) => (other.tenants ?? []).map((one) => ({ one, patterns: hostPatterns(other, one) })))
    .find(({ patterns = [] }) => patterns.some((pattern) => globsOverlap(pattern, host)))?.one;
  return owner && `Host "${host}" belongs to tenant "${owner.name}"; use another host`;
}

/** Returns the domain of default hosts: that of the platform, or that of the first wildcard of a tenant's hosts. */
export function defaultDomain(platform: Platform, tenant: Tenant | undefined): string | undefined {
  if (tenant === undefined) return platform.ingress?.domain;
  const wildcard = hostPatterns(platform, tenant)?.find((pattern) => /^\*\.[^*]+$/.test(pattern));
  return wildcard?.slice(2);
}
