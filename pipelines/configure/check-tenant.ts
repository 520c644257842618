import { type Problem, problem, RequestError } from '../../shared/errors.ts';
import { pluralize } from '../../shared/pluralize.ts';
import { compareByAge } from '../../shared/release/compare-by-age.ts';
import type { DeliveredRelease, ExistingRequest } from '../../shared/release/existing-request.ts';
import { namespaceChart } from '../../shared/release/namespace-defaults.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Platform, Quota, Tenant } from '../../shared/release/platform.ts';
import type { Release } from '../../shared/release/release.ts';
import { isSameRequest } from '../../shared/release/request-reference.ts';
import { findTenant } from '../../shared/release/tenant.ts';
import { isOwnChart, thirdPartyCharts } from './allowed-charts.ts';

/** Request whose tenant limits it, with its placement and all requests. */
export interface TenantContext {
  readonly placement: Placement;
  readonly self: ExistingRequest;
  readonly requests: readonly ExistingRequest[];
}

/**
 * Refuses charts that the tenant of a request may not use, and more releases than its quota.
 *
 * @throws RequestError `NotAllowed`
 */
export function checkTenant(releases: readonly Release[], context: TenantContext): void {
  const { tenant } = context.placement;
  if (tenant === undefined) return;
  const problems = [
    ...releases
      .filter(({ chart }) => isOnPlatform(chart.name, context.placement.platform))
      .flatMap((release) => chartProblems(release, tenant)),
    ...quotaProblems(releases, { ...context, tenant }),
  ];
  if (problems.length > 0) throw new RequestError('NotAllowed', problems);
}

/**
 * Refuses `allowLiterals` if the platform forbids it.
 *
 * @throws RequestError `NotAllowed`
 */
export function checkLiterals(spec: unknown, { credentials }: Platform): void {
  const { allowLiterals } = spec as { readonly allowLiterals?: readonly string[] };
  if (credentials?.allowLiterals !== false || allowLiterals === undefined || allowLiterals.length === 0)
    return;
  const message = 'The platform does not allow allowLiterals; move the values to a Secret';
  throw new RequestError('NotAllowed', [problem('spec.allowLiterals', message)]);
}

/** Returns true for a chart of this project, or one that the platform allows. */
function isOnPlatform(chart: string, platform: Platform): boolean {
  return isOwnChart(chart) || thirdPartyCharts(platform).some(({ name }) => name === chart);
}

function chartProblems({ path, chart, category }: Release, { name, charts }: Tenant): Problem[] {
  const isOwn = isOwnChart(chart.name);
  const isAllowed = (category === 'platform' && isOwn) || (charts?.includes(chart.name) ?? isOwn);
  if (isAllowed) return [];
  const choices = charts === undefined ? 'the charts of the platform' : charts.join(', ') || 'none';
  const message = `Tenant "${name}" may not use chart "${chart.name}"; allowed: ${choices}`;
  return [problem(`${path}.chart.name`, message)];
}

const quotaOf = {
  applications: { category: 'applications', noun: 'application' },
  services: { category: 'platform', noun: 'service' },
} as const;

function quotaProblems(
  releases: readonly Release[],
  { self, requests, placement, tenant }: TenantContext & { readonly tenant: Tenant },
): Problem[] {
  const others = requests.filter(
    (request) =>
      !isSameRequest(request, self) && isOfTenant(request, { platform: placement.platform, tenant }),
  );
  return (Object.keys(quotaOf) as (keyof Quota)[]).flatMap((kind) => {
    const limit = tenant.quota?.[kind];
    const { category, noun } = quotaOf[kind];
    const own = releases.filter((release) => release.category === category && !release.ownsNamespace).length;
    const before = self.releases.filter((release) => isOfKind(release, kind)).length;
    // A tenant above its quota can still change its releases.
    if (limit === undefined || own <= before) return [];
    const used = others.reduce((sum, other) => sum + countUsed(other, { kind, self }), 0);
    if (used + own <= limit) return [];
    const message = `Tenant "${tenant.name}" has a quota of ${pluralize(limit, noun)}; other requests have or wait for ${used}, and this one needs ${own}; remove some, or ask the platform team to raise the quota`;
    return [problem('spec', message)];
  });
}

function isOfTenant(
  { namespace, environment }: ExistingRequest,
  { platform, tenant }: { platform: Platform; tenant: Tenant },
): boolean {
  return (
    platform.gitOps.environments.includes(environment ?? '') &&
    findTenant(platform, namespace)?.name === tenant.name
  );
}

/** Counts the releases that a request delivers, or will deliver if it is older. */
function countUsed(
  other: ExistingRequest,
  { kind, self }: { kind: keyof Quota; self: ExistingRequest },
): number {
  const delivered = other.releases.filter((release) => isOfKind(release, kind)).length;
  if (compareByAge(other, self) > 0) return delivered;
  const items = other.items.filter(
    ({ type, isNamespace }) => !isNamespace && (type !== undefined) === (kind === 'services'),
  );
  return Math.max(delivered, items.length);
}

function isOfKind({ engine, chart }: DeliveredRelease, kind: keyof Quota): boolean {
  return chart !== namespaceChart && (engine !== undefined) === (kind === 'services');
}
