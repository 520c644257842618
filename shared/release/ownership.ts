import { type Problem, RequestError } from '../errors.ts';
import { compareByAge } from './compare-by-age.ts';
import { destinationKey } from './destination.ts';
import type { ExistingRequest } from './existing-request.ts';
import { memoize } from './memoize.ts';
import { applicationName } from './names.ts';
import { allowsDelivery, deliveredPlatforms } from './placement.ts';
import type { Platform } from './platform.ts';
import type { Release } from './release.ts';
import { isSameRequest, printRequest } from './request-reference.ts';

/** Claim of a request on a name. */
interface Claim {
  /** Name of the Application, and a key for each Service name in its namespace and destination. */
  readonly keys: readonly string[];
  readonly delivers: boolean;
  readonly owner: ExistingRequest;
}

/** Claims by key. */
type Claims = ReadonlyMap<string, readonly Claim[]>;

/**
 * Returns the names that requests claim: enabled items of their specs, and releases that they still deliver. A request
 * that the platform does not allow claims nothing, so that no team can occupy names where it must not deliver.
 */
const indexClaims = memoize((requests: readonly ExistingRequest[]): Claims => {
  const destinations = indexDestinations(requests);
  const platforms = deliveredPlatforms(requests);
  const claims = new Map<string, Claim[]>();
  const add = (key: string, claim: Claim): void => {
    const list = claims.get(key);
    if (list === undefined) claims.set(key, [claim]);
    else list.push(claim);
  };
  for (const request of requests) {
    for (const claim of listClaims(request, { destinations, platforms })) {
      for (const key of claim.keys) add(key, claim);
    }
  }
  return claims;
});

function listClaims(
  owner: ExistingRequest,
  { destinations, platforms }: { destinations: Destinations; platforms: readonly Platform[] },
): Claim[] {
  const { environment, items, releases, derivedNames } = owner;
  if (environment === undefined) return [];
  const claim = ({ name, namespace }: { name: string; namespace: string }, delivers: boolean): Claim => ({
    keys: [
      applicationName({ name, environment }),
      ...[name, ...(derivedNames.get(name) ?? [])].map((one) =>
        placementKey(destinations.get(environment), namespace, one),
      ),
    ],
    delivers,
    owner,
  });
  const isAllowed = ({ namespace }: { namespace: string }): boolean =>
    allowsDelivery(platforms, { environment, namespace, requestNamespace: owner.namespace });
  const delivered = new Set(releases.map(({ name }) => name));
  return [
    ...releases.filter(isAllowed).map((release) => claim(release, true)),
    ...items
      .filter(({ name }) => !delivered.has(name))
      .filter(isAllowed)
      .map((item) => claim(item, false)),
  ];
}

/** Destinations of the declared environments. Environments of one destination share namespaces. */
type Destinations = ReadonlyMap<string, string>;

const indexDestinations = memoize((requests: readonly ExistingRequest[]): Destinations => {
  const destinations = new Map<string, string>();
  for (const { platform } of requests) {
    if (platform === undefined) continue;
    for (const environment of platform.gitOps.environments) {
      destinations.set(environment, destinationKey(platform.destination));
    }
  }
  return destinations;
});

const placementKey = (destination: string | undefined, namespace: string, name: string): string =>
  `${destination} ${namespace}/${name}`;

/**
 * Refuses names that another request owns, or that an operator uses for a Service. A request that delivers a name keeps
 * it; otherwise the oldest request (creationTimestamp, then uid) owns it.
 *
 * @throws RequestError `NameTaken` naming each owner
 */
export function checkNames(
  releases: readonly Release[],
  { self, requests }: { self: ExistingRequest; requests: readonly ExistingRequest[] },
): void {
  const claims = indexClaims(requests);
  const destinations = indexDestinations(requests);
  const problems = releases.flatMap((release): Problem[] => {
    const { environment, namespace } = release;
    const sibling = releases.find(({ derivedNames }) => derivedNames?.includes(release.name));
    if (sibling !== undefined) {
      const message = `Name "${release.name}" is reserved for a Service that the operator of "${sibling.name}" creates; use another name`;
      return [{ path: `${release.path}.name`, message }];
    }
    const application = applicationName(release);
    const wanted = [
      { key: application, text: `Name "${application}"` },
      ...[release.name, ...(release.derivedNames ?? [])].map((name) => ({
        key: placementKey(destinations.get(environment), namespace, name),
        text: `Name "${name}" in namespace "${namespace}"`,
      })),
    ];
    const delivers = self.releases.some(({ name }) => name === release.name);
    const taken = wanted
      .flatMap(({ key, text }) => (claims.get(key) ?? []).map((claim) => ({ claim, text })))
      .find(({ claim }) => !isSameRequest(claim.owner, self) && outranks(claim, { delivers, owner: self }));
    if (taken === undefined) return [];
    const message = `${taken.text} belongs to ${printRequest(taken.claim.owner)}; use another name, or ask its owner to release it`;
    return [{ path: `${release.path}.name`, message }];
  });
  if (problems.length > 0) throw new RequestError('NameTaken', problems);
}

function outranks(one: Pick<Claim, 'delivers' | 'owner'>, other: Pick<Claim, 'delivers' | 'owner'>): boolean {
  if (one.delivers !== other.delivers) return one.delivers;
  return compareByAge(one.owner, other.owner) < 0;
}
