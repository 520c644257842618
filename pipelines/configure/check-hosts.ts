import { collect, type Problem, problem, RequestError } from '../../shared/errors.ts';
import { matchesGlob } from '../../shared/release/glob.ts';
import { parseIngressUrl } from '../../shared/release/ingress-urls.ts';
import {
  type ClaimContext,
  checkAddresses,
  type Exposure,
  overlaps,
} from '../../shared/release/ownership.ts';
import type { Placement } from '../../shared/release/placement.ts';
import { hostPatterns } from '../../shared/release/tenant.ts';
import { valueAt } from '../../shared/release/value-access.ts';
import type { Plan } from './plan-release.ts';

/**
 * Refuses hosts that the requester may not use, and addresses that another release or another request owns: the ingress
 * controller would choose one of them.
 *
 * @throws RequestError `InvalidValues` for a duplicate within the request, `NotAllowed`, `HostTaken`
 */
export function checkHosts(
  plans: readonly Plan[],
  context: ClaimContext & { readonly placement: Placement },
): void {
  const exposures = plans.flatMap(listExposures);
  collect((attempt) => {
    attempt(() => throwIfAny('InvalidValues', exposures.flatMap(duplicateProblems)));
    attempt(() => throwIfAny('NotAllowed', foreignHostProblems(exposures, context.placement)));
    attempt(() => checkAddresses(exposures, context));
  });
}

function throwIfAny(reason: 'InvalidValues' | 'NotAllowed', problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RequestError(reason, problems);
}

function listExposures({ release, facts }: Plan): Exposure[] {
  const field = valueAt(release.freeValues, 'ingress') === undefined ? 'ingress' : 'values.ingress';
  return (facts.urls ?? []).flatMap((url) => {
    const address = parseIngressUrl(url);
    return address === undefined ? [] : [{ release, path: `${release.path}.${field}`, address }];
  });
}

function duplicateProblems(
  { path, address }: Exposure,
  index: number,
  exposures: readonly Exposure[],
): Problem[] {
  const owner = exposures.slice(0, index).find((other) => overlaps(address, other.address));
  if (owner === undefined) return [];
  const message = `The address ${address.host}${address.path} belongs to "${owner.release.name}" too; use another host or path`;
  return [problem(path, message)];
}

function foreignHostProblems(exposures: readonly Exposure[], { platform, tenant }: Placement): Problem[] {
  const allowed = hostPatterns(platform, tenant);
  if (allowed === undefined) return [];
  const choices = allowed.length === 0 ? 'the tenant has no hosts' : `allowed: ${allowed.join(', ')}`;
  const owner = tenant === undefined ? 'the domain of the platform' : `tenant "${tenant.name}"`;
  return exposures
    .filter(({ address }) => !allowed.some((pattern) => matchesGlob(pattern, address.host)))
    .map(({ path, address }) =>
      problem(path, `Host "${address.host}" does not belong to ${owner}; ${choices}`),
    );
}
