import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import type { NamespaceLimits } from '../../shared/release/namespace-limits.ts';
import { checkNamespaceQuota } from '../../shared/release/namespace-quota.ts';
import { usageByOthers } from '../../shared/release/namespace-usage.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Plan } from './plan-release.ts';

/** Request with the limits that an InfrastructureClaim sets in its namespace. */
interface OwnerContext {
  readonly ownerLimits: NamespaceLimits | undefined;
  readonly self: ExistingRequest;
  readonly requests: readonly ExistingRequest[];
  readonly placement: Placement;
}

/**
 * Refuses releases that exceed the quota of an InfrastructureClaim together with those of other requests.
 *
 * @throws RequestError `InvalidValues` with every resource that is exceeded
 */
export function checkOwnerQuota(
  planned: readonly Plan[],
  { ownerLimits, self, requests, placement: { platform, namespace } }: OwnerContext,
): void {
  if (ownerLimits === undefined) return;
  const others = usageByOthers(self, { requests, platform })(namespace);
  checkNamespaceQuota(planned, ownerLimits, { others, delivered: self.releases });
}

/** Returns a warning about services in a namespace whose quota limits the objects that operators create for them. */
export function ownerWarnings(plans: readonly Plan[], ownerLimits: NamespaceLimits | undefined): string[] {
  const { defaults, advice } = ownerLimits ?? { defaults: {} };
  const limited = ['services', 'secrets', 'configmaps'].filter((resource) => defaults.quota?.[resource]);
  if (limited.length === 0 || !plans.some(isService)) return [];
  return [
    `The quota of namespace "${ownerLimits!.namespace}" limits ${limited.join(', ')}, and operators create many of these; ${advice}`,
  ];
}

const isService = ({ release }: Plan): boolean => release.category === 'platform' && !release.ownsNamespace;
