import { collect, type Problem, problem, RequestError } from '../../shared/errors.ts';
import { parseIngressUrl } from '../../shared/release/ingress-urls.ts';
import {
  type ClaimContext,
  checkAddresses,
  type Exposure,
  overlaps,
} from '../../shared/release/ownership.ts';
import { deliveredPlatforms, type Placement } from '../../shared/release/placement.ts';
import { hostProblem } from '../../shared/release/tenant.ts';
import { valueAt } from '../../shared/release/value-access.ts';
import { isOwnChart } from './allowed-charts.ts';
import type { Plan } from './plan-release.ts';

/** Request whose hosts are checked, with its placement. */
type HostsContext = ClaimContext & { readonly placement: Placement };

/**
 * Refuses hosts that the requester may not use, and addresses that another release or another request owns: the ingress
 * controller would choose one of them.
 *
 * @throws RequestError `InvalidValues` for a duplicate within the request, `NotAllowed`, `HostTaken`
 */
export function checkHosts(plans: readonly Plan[], context: HostsContext): void {
  const exposures = plans.flatMap(listExposures);
  collect((attempt) => {
    attempt(() => throwIfAny('InvalidValues', exposures.flatMap(duplicateProblems)));
    attempt(() => throwIfAny('NotAllowed', foreignHostProblems(exposures, context)));
    attempt(() => checkAddresses(exposures, context));
  });
}

function throwIfAny(reason: 'InvalidValues' | 'NotAllowed', problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RequestError(reason, problems);
}

function listExposures({ release, facts }: Plan): Exposure[] {
  const isFree = valueAt(release.freeValues, 'ingress') !== undefined;
  // A third-party chart has no fields, and its ingress may have another key.
  const field = isFree ? 'values.ingress' : isOwnChart(release.chart.name) ? 'ingress' : 'values';
  return (facts.urls ?? []).flatMap((url) => {
    const address = parseIngressUrl(url);
    return address === undefined ? [] : [{ release, path: `${release.path}.${field}`, address }];
  });
}

function duplicateProblems(
  { release, path, address }: Exposure,
  index: number,
  exposures: readonly Exposure[],
): Problem[] {
  const owner = exposures
    .slice(0, index)
    .find((other) => other.release !== release && overlaps(address, other.address));
  if (owner === undefined) return [];
  const message = `The address ${address.host}${address.path} belongs to "${owner.release.name}" too; use another host or path`;
  return [problem(path, message)];
}

function foreignHostProblems(
  exposures: readonly Exposure[],
  { placement: { platform, tenant }, requests }: HostsContext,
): Problem[] {
  const context = { platform, tenant, platforms: deliveredPlatforms(requests) };
  return exposures.flatMap(({ path, address }) => {
    const message = hostProblem(address.host, context);
    return message === undefined ? [] : [problem(path, message)];
  });
}
