import { type Problem, RequestError } from '../errors.ts';
import {
  addressKeys,
  applicationKey,
  type Claim,
  indexClaims,
  outranks,
  overlappingKeys,
  serviceKey,
} from './claims.ts';
import { destinationKey } from './destination.ts';
import type { ExistingRequest } from './existing-request.ts';
import type { Address } from './ingress-urls.ts';
import { applicationName } from './names.ts';
import { deliveredPlatforms, findPlatformOf } from './placement.ts';
import { namePath, type Release } from './release.ts';
import { isSameRequest, printRequest } from './request-reference.ts';

/** Request whose claims are checked, and all requests. */
export interface ClaimContext {
  readonly self: ExistingRequest;
  readonly requests: readonly ExistingRequest[];
}

/**
 * Refuses names that another request owns, or that an operator uses for a Service. A request that delivers a name keeps
 * it; otherwise the oldest request (creationTimestamp, then uid) owns it.
 *
 * @throws RequestError `NameTaken` naming each owner
 */
export function checkNames(releases: readonly Release[], context: ClaimContext): void {
  const platforms = deliveredPlatforms(context.requests);
  const problems = releases.flatMap((release): Problem[] => {
    const { environment, namespace } = release;
    const platform = findPlatformOf(platforms, environment);
    if (platform === undefined) return [];
    const destination = destinationKey(platform.destination);
    const path = namePath(release);
    const sibling = releases.find(({ derivedNames }) => derivedNames?.includes(release.name));
    if (sibling !== undefined) {
      const message = `Name "${release.name}" is reserved for an object of "${sibling.name}"; use another name`;
      return [{ path, message }];
    }
    const application = applicationName(release);
    const wanted = [
      ...(release.ownsNamespace
        ? [{ key: serviceKey(destination, namespace, release.name), text: `Namespace "${namespace}"` }]
        : []),
      { key: applicationKey(application), text: `Name "${application}"` },
      ...[release.name, ...(release.derivedNames ?? [])].map((name) => ({
        key: serviceKey(destination, namespace, name),
        text: `Name "${name}" in namespace "${namespace}"`,
      })),
    ];
    const taken = findTaken(wanted, { release, ...context });
    if (taken === undefined) return [];
    return [
      { path, message: `${taken.text} ${taken.owner}; use another name, or ask its owner to release it` },
    ];
  });
  if (problems.length > 0) throw new RequestError('NameTaken', problems);
}

/** Release with the addresses of its ingress. */
export interface Exposure {
  readonly release: Release;
  /** Path of the field that sets the host. */
  readonly path: string;
  readonly address: Address;
}

/**
 * Refuses addresses that another request owns, by the rule of {@link checkNames}.
 *
 * @throws RequestError `HostTaken` naming each owner
 */
export function checkAddresses(exposures: readonly Exposure[], context: ClaimContext): void {
  const problems = exposures.flatMap(({ release, path, address }): Problem[] => {
    const text = `Address "${address.host}${address.path}"`;
    const wanted = overlappingKeys(address).map((key) => ({ key, text }));
    const taken = findTaken(wanted, { release, ...context });
    if (taken === undefined) return [];
    return [{ path, message: `${text} ${taken.owner}; use another host or path` }];
  });
  if (problems.length > 0) throw new RequestError('HostTaken', problems);
}

/** Returns true if one URL can match both addresses. */
export function overlaps(one: Address, other: Address): boolean {
  const keys = addressKeys(other);
  return overlappingKeys(one).some((key) => keys.includes(key));
}

function findTaken(
  wanted: readonly { readonly key: string; readonly text: string }[],
  { release, self, requests }: ClaimContext & { readonly release: Release },
): { readonly text: string; readonly owner: string } | undefined {
  const claims = indexClaims(requests);
  const delivers = self.releases.some(({ name }) => name === release.name);
  const taken = wanted
    .flatMap(({ key, text }) => (claims.get(key) ?? []).map((claim) => ({ claim, text })))
    .find(({ claim }) => !isSameRequest(claim.owner, self) && outranks(claim, { delivers, owner: self }));
  return taken && { text: taken.text, owner: printOwner(taken.claim, release.tenant) };
}

/** Names the request of an owner; of another tenant, only the tenant. */
function printOwner({ owner, tenant }: Claim, ownTenant: string | undefined): string {
  return tenant === undefined || tenant.name === ownTenant
    ? `belongs to ${printRequest(owner)}`
    : `belongs to tenant "${tenant.name}"`;
}
