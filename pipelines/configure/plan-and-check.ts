import { collect, type RequestError } from '../../shared/errors.ts';
import type { Request } from '../../shared/promise/define-promise.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import { checkNamespaceQuota } from '../../shared/release/namespace-quota.ts';
import { checkNames } from '../../shared/release/ownership.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { NamespaceDefaults } from '../../shared/release/platform.ts';
import type { Release } from '../../shared/release/release.ts';
import { checkChanges } from './check-changes.ts';
import { checkHosts } from './check-hosts.ts';
import { checkLiterals, checkTenant } from './check-tenant.ts';
import { checkOwnerQuota } from './namespace-owner.ts';
import { type Plan, planRelease } from './plan-release.ts';
import { checkBindings, planReleases } from './plan-releases.ts';
import { checkBoundServices, type ResolvedBindings } from './resolve-bindings.ts';
import type { ResolvedChart } from './resolve-charts.ts';
import type { PlanRules } from './value-rules.ts';

/** Charts, rules and requests that decide whether releases are accepted. */
interface CheckContext {
  /** Current request, as other runs see it. */
  readonly self: ExistingRequest;
  readonly requests: readonly ExistingRequest[];
  readonly placement: Placement;
  /** Chart of each release, or its refusal. */
  readonly charts: readonly (ResolvedChart | RequestError)[];
  readonly rules: PlanRules;
}

/**
 * Plans the releases of a request and runs every check on them.
 *
 * @returns the plan of each release, and the services that the releases bind to
 * @throws RequestError with the problems of all checks together
 */
export function planAndCheck(
  { spec, delivered }: Request<unknown>,
  releases: readonly Release[],
  { charts, rules, ...context }: CheckContext,
): { readonly plans: readonly Plan[]; readonly bindings: ResolvedBindings } {
  const { self, requests, placement } = context;
  const { namespaceDefaults, ownerLimits } = rules;
  return collect((attempt) => {
    attempt(() => checkLiterals(spec, placement.platform));
    attempt(() => checkTenant(releases, context));
    attempt(() => checkNames(releases, { self, requests }));
    attempt(() => checkBoundServices(releases, context));
    const planned = planReleases(releases, {
      ...context,
      plan: (index, findService) => planRelease(releases[index]!, charts[index]!, { ...rules, findService }),
    });
    const plans = planned.plans.flatMap((plan) => attempt(plan) ?? []);
    attempt(() => checkBindings(planned.bindings));
    attempt(() => checkHosts(plans, context));
    attempt(() => checkChanges(plans, { releases, delivered }));
    if (plans.length === releases.length) {
      attempt(() => checkQuota(plans, { placement, defaults: namespaceDefaults }));
      attempt(() => checkOwnerQuota(plans, { ownerLimits, ...context }));
    }
    return { plans, bindings: planned.bindings };
  });
}

/** Refuses releases that together exceed the quota of their namespace. */
function checkQuota(
  planned: readonly Plan[],
  {
    placement,
    defaults,
  }: { readonly placement: Placement; readonly defaults: NamespaceDefaults | undefined },
): void {
  if (defaults !== undefined) checkNamespaceQuota(planned, { namespace: placement.namespace, defaults });
}
