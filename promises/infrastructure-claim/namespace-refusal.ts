import { type Problem, problem, RequestError } from '../../shared/errors.ts';
import { valuePath } from '../../shared/helm/value-path.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import { askPlatform } from '../../shared/release/namespace-limits.ts';
import { podSecurityLevels } from '../../shared/release/platform.ts';
import {
  exceeds,
  type HardLimit,
  isTooSmall,
  type NamespaceContext,
  ownQuota,
  platformLimits,
  shortage,
} from './namespace-amounts.ts';

/** Namespace with its delivered release. */
export interface DeliveredContext extends NamespaceContext {
  readonly before: DeliveredRelease | undefined;
}

/** Returns the refusal of a namespace: of the platform, or because other releases there need more; undefined for none. */
export function namespaceRefusal(context: DeliveredContext, path: string): RequestError | undefined {
  const forbidden = [...securityProblems(context), ...platformProblems(context)];
  const problems = [...forbidden, ...shortages(context)].map((one) =>
    problem(`${path}.${one.path}`, one.message),
  );
  const reason = forbidden.length > 0 ? 'NotAllowed' : 'InvalidValues';
  return problems.length === 0 ? undefined : new RequestError(reason, problems);
}

/** Reports a level of Pod Security with which pods could do more than the platform allows. */
function securityProblems({ item: { podSecurity }, placement }: NamespaceContext): Problem[] {
  const { podSecurity: least } = placement.platform;
  const strictness = (level: typeof least): number => podSecurityLevels.indexOf(level);
  if (podSecurity === undefined || strictness(podSecurity) >= strictness(least)) return [];
  const message = `"${podSecurity}" is less strict than "${least}" of the platform; use ${least} or stricter, or ask the platform team to change podSecurity of the BootstrapClaim`;
  return [problem('podSecurity', message)];
}

/** Reports limits that the platform sets itself, or that exceed those of the platform. */
function platformProblems(context: NamespaceContext): Problem[] {
  const { quota: most = {}, limits } = platformLimits(context);
  const isSet = context.item.limits !== undefined && limits !== undefined;
  return [
    ...hardLimits(context)
      .filter(([resource, amount]) => exceeds(amount, most[resource]))
      .map(([resource, amount]) =>
        problem(
          quotaPath(resource),
          `${amount} exceeds ${most[resource]}, the quota of the platform; lower it, or ${askPlatform}`,
        ),
      ),
    ...(isSet
      ? [
          problem(
            'limits',
            `The platform sets the limit range of every namespace; remove the field, or ${askPlatform}`,
          ),
        ]
      : []),
  ];
}

/**
 * Reports new hard limits below what the releases of other requests need: their pods run on, but Kubernetes would refuse to
 * replace them. A delivered limit stays, because other requests have grown since then.
 */
function shortages(context: DeliveredContext): Problem[] {
  const { before, uses } = context;
  return hardLimits(context)
    .filter((limit) => isTooSmall(limit, uses) && before?.quota?.[limit[0]] !== limit[1])
    .map((limit) =>
      problem(quotaPath(limit[0]), `${shortage(limit, uses)}; raise it, or reduce these releases`),
    );
}

/** Returns the hard limits that the request sets. */
function hardLimits({ item }: NamespaceContext): HardLimit[] {
  return Object.entries(ownQuota(item)).map(([resource, amount]) => [resource, String(amount)]);
}

const quotaPath = (resource: string): string => valuePath(['quota', resource]);
