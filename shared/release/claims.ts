import { memoize } from '../memoize.ts';
import { compareByAge } from './compare-by-age.ts';
import { destinationKey } from './destination.ts';
import type { ExistingRequest, ItemName } from './existing-request.ts';
import { type Address, parseIngressUrl } from './ingress-urls.ts';
import { applicationName } from './names.ts';
import { allowsDelivery, deliveredPlatforms, findPlatformOf, releaseNamespace } from './placement.ts';
import type { Platform, Tenant } from './platform.ts';
import { nameScopeOf } from './state-store.ts';
import { findTenant, hostProblem } from './tenant.ts';

/** Claim of a request on names and addresses. */
export interface Claim {
  /** Name of the Application, each Service name in its namespace and destination, and each address of an ingress. */
  readonly keys: readonly string[];
  readonly delivers: boolean;
  readonly owner: ExistingRequest;
  readonly tenant: Tenant | undefined;
}

/** Claims by key. */
export type Claims = ReadonlyMap<string, readonly Claim[]>;

/**
 * Returns what requests claim: enabled items of their specs, and releases that they still deliver. A request claims no
 * name in a namespace that it may not use, and no host of others, so that no team can occupy them.
 */
export const indexClaims = memoize((requests: readonly ExistingRequest[]): Claims => {
  const claims = new Map<string, Claim[]>();
  const add = (key: string, claim: Claim): void => {
    const list = claims.get(key);
    if (list === undefined) claims.set(key, [claim]);
    else list.push(claim);
  };
  const platforms = deliveredPlatforms(requests);
  for (const request of requests) {
    for (const claim of listClaims(request, platforms)) for (const key of claim.keys) add(key, claim);
  }
  return claims;
});

/** Returns true if the first of two claims takes precedence: a delivered one, otherwise that of the older request. */
export function outranks(
  one: Pick<Claim, 'delivers' | 'owner'>,
  other: Pick<Claim, 'delivers' | 'owner'>,
): boolean {
  if (one.delivers !== other.delivers) return one.delivers;
  return compareByAge(one.owner, other.owner) < 0;
}

function listClaims(owner: ExistingRequest, platforms: readonly Platform[]): Claim[] {
  const { environment, releases, derivedNames, namespace: requestNamespace } = owner;
  const platform = findPlatformOf(platforms, environment ?? '');
  if (environment === undefined || platform === undefined) return [];
  const tenant = findTenant(platform, requestNamespace);
  const context = { platforms, requestNamespace, deliveredNamespace: releases[0]?.namespace };
  const destination = destinationKey(platform.destination);
  const keysOf = (
    { name, namespace, urls = [] }: { name: string; namespace: string; urls?: readonly string[] | undefined },
    nameScope: string | undefined,
  ): string[] => [
    applicationKey(applicationName({ name, environment, nameScope })),
    ...[name, ...(derivedNames.get(name) ?? [])].map((one) => serviceKey(destination, namespace, one)),
    ...urls
      .flatMap(parsedUrl)
      .filter(({ host }) => hostProblem(host, { platform, tenant, platforms }) === undefined)
      .flatMap(addressKeys),
  ];
  const isAllowed = ({ namespace }: { namespace: string }): boolean =>
    allowsDelivery(platforms, { environment, namespace, requestNamespace });
  const delivered = new Set(releases.map(({ name }) => name));
  const isNew = ({ name }: ItemName): boolean => !delivered.has(name);
  const withNamespace = (item: ItemName): ItemName & { readonly namespace: string } => ({
    ...item,
    namespace: releaseNamespace({ environment, namespace: item.namespace }, context),
  });
  return [
    ...releases.filter(isAllowed).map((release) => {
      const nameScope = nameScopeOf(release) === undefined ? undefined : tenant?.name;
      return { keys: keysOf(release, nameScope), delivers: true, owner, tenant };
    }),
    ...owner.items
      .filter(isNew)
      .map(withNamespace)
      .filter(isAllowed)
      .map((item) => ({ keys: keysOf(item, tenant?.name), delivers: false, owner, tenant })),
  ];
}

/** Returns the key of an Application, unique in Argo CD. */
export function applicationKey(name: string): string {
  return `Application ${name}`;
}

/** Returns the key of a Service. Environments of one destination share namespaces. */
export function serviceKey(destination: string, namespace: string, name: string): string {
  return `Service ${destination} ${namespace}/${name}`;
}

/**
 * Returns the keys of an address. Two addresses overlap if they have the same path, and the same host or one wildcard
 * host that covers the other: then {@link overlappingKeys} of each contains a key of the other. A wildcard covers every
 * level below it, as in a Gateway and in nginx (Gateway API, `Hostname`).
 */
export function addressKeys({ host, path }: Address): string[] {
  return [`host ${host}${path}`, ...wildcardsOf(host).map((wildcard) => `below ${wildcard}${path}`)];
}

/** Returns the keys of the addresses that overlap with an address. */
export function overlappingKeys({ host, path }: Address): string[] {
  return [
    `host ${host}${path}`,
    ...(host.startsWith('*.') ? [`below ${host}${path}`] : []),
    ...wildcardsOf(host).map((wildcard) => `host ${wildcard}${path}`),
  ];
}

/** Returns the wildcard hosts that cover a host: `*.example.com` and `*.com` for `shop.example.com`. */
function wildcardsOf(host: string): string[] {
  const labels = host.replace(/^\*\./, '').split('.');
  return labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
}

function parsedUrl(url: unknown): Address[] {
  const address = parseIngressUrl(url);
  return address === undefined ? [] : [address];
}
