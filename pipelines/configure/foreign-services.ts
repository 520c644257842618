import { services } from '../../promises/services.ts';
import { type Claim, indexClaims, outranks, serviceKey } from '../../shared/release/claims.ts';
import { destinationKey } from '../../shared/release/destination.ts';
import type { ClaimContext } from '../../shared/release/ownership.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { ReleaseFacts } from '../../shared/release/release.ts';
import { isSameRequest, printRequest } from '../../shared/release/request-reference.ts';
import { findService } from '../../shared/service/find-service.ts';
import { trustedFacts } from '../../shared/service/trusted-facts.ts';

/** Place of the services of other requests. */
interface ForeignContext extends ClaimContext {
  readonly placement: Placement;
  readonly namespace: string;
}

/** Service of another request. */
interface ForeignService {
  /** Request of the service: `PlatformApplicationClaim team/orders`. */
  readonly request: string;
  /** Connection of the service; undefined if it is not delivered yet. */
  readonly facts?: ReleaseFacts;
}

/**
 * Returns a service of another request in an environment and namespace; undefined if no request has one. Of several
 * requests that claim its name, the owner of the name counts, so that a forged status cannot take its place.
 */
export function findForeignService(name: string, context: ForeignContext): ForeignService | undefined {
  const { requests, placement, namespace, self } = context;
  const key = serviceKey(destinationKey(placement.platform.destination), namespace, name);
  const claims = (indexClaims(requests).get(key) ?? []).filter(({ owner }) => !isSameRequest(owner, self));
  const owner = claims.reduce<Claim | undefined>(
    (best, claim) => (best === undefined || outranks(claim, best) ? claim : best),
    undefined,
  )?.owner;
  if (owner === undefined || owner.environment !== placement.environment) return undefined;
  const request = printRequest(owner);
  const release = owner.releases.find((one) => one.name === name && one.namespace === namespace);
  if (release === undefined) {
    const item = owner.items.find((one) => one.name === name);
    return findService(services, item?.type) === undefined ? undefined : { request };
  }
  const service = findService(services, release.engine);
  if (service === undefined) return undefined;
  const facts = trustedFacts(release, service);
  return facts === undefined ? { request } : { request, facts };
}

/** Returns the names of the services of other requests in an environment and namespace. */
export function listForeignServices(context: ForeignContext): string[] {
  const { requests, placement, namespace } = context;
  const prefix = serviceKey(destinationKey(placement.platform.destination), namespace, '');
  return [...indexClaims(requests).keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((name) => findForeignService(name, context) !== undefined);
}
