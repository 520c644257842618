import { memoize } from '../memoize.ts';
import { destinationKey } from './destination.ts';
import type { DeliveredRelease, ExistingRequest } from './existing-request.ts';
import { namespaceChart } from './namespace-defaults.ts';
import type { NamespaceLimits } from './namespace-limits.ts';
import { allowsDelivery, deliveredPlatforms, findPlatformOf, type Placement } from './placement.ts';
import { type LimitRangePart, type Platform, podSecurityLevels, type Quantities } from './platform.ts';
import { parseQuantity } from './quantity.ts';
import { isSameRequest, printRequest } from './request-reference.ts';

/** Delivered release in a namespace, with its request. */
export interface NamespaceUse {
  readonly request: ExistingRequest;
  readonly release: DeliveredRelease;
}

/** Function that returns the usage of a namespace by other requests. */
export type UsageOf = (namespace: string) => readonly NamespaceUse[];

/** Namespace on the cluster of a platform. */
type ClusterNamespace = Pick<Placement, 'platform' | 'namespace'>;

/**
 * Returns the delivered releases by namespace and destination. A status counts only where its request may deliver.
 */
const indexUses = memoize((requests: readonly ExistingRequest[]): ReadonlyMap<string, NamespaceUse[]> => {
  const uses = new Map<string, NamespaceUse[]>();
  const platforms = deliveredPlatforms(requests);
  for (const request of requests) {
    const { environment = '', namespace: requestNamespace } = request;
    const platform = findPlatformOf(platforms, environment);
    if (platform === undefined) continue;
    for (const release of request.releases) {
      const { namespace } = release;
      if (!allowsDelivery(platforms, { environment, namespace, requestNamespace })) continue;
      const key = keyOf({ platform, namespace });
      const list = uses.get(key);
      if (list === undefined) uses.set(key, [{ request, release }]);
      else list.push({ request, release });
    }
  }
  return uses;
});

function keyOf({ platform, namespace }: ClusterNamespace): string {
  return `${destinationKey(platform.destination)} ${namespace}`;
}

/** Returns the function that finds the delivered releases of other requests in a namespace, without the namespace itself. */
export function usageByOthers(
  self: ExistingRequest,
  {
    requests,
    platform,
  }: { readonly requests: readonly ExistingRequest[] } & Pick<ClusterNamespace, 'platform'>,
): UsageOf {
  return (namespace) =>
    (indexUses(requests).get(keyOf({ platform, namespace })) ?? []).filter(
      ({ request, release }) => !isSameRequest(request, self) && !isNamespace(release),
    );
}

/** Returns the delivered request that creates a namespace; undefined if Argo CD creates it with its first release. */
export function findNamespaceOwner(
  requests: readonly ExistingRequest[],
  at: ClusterNamespace,
): NamespaceUse | undefined {
  return indexUses(requests)
    .get(keyOf(at))
    ?.find(({ release }) => isNamespace(release));
}

/** Returns the namespaces of requests whose level of Pod Security is less strict than that of the platform on their cluster. */
export function weakerNamespaces(
  requests: readonly ExistingRequest[],
  { destination, podSecurity }: Pick<Platform, 'destination' | 'podSecurity'>,
): NamespaceUse[] {
  const cluster = `${destinationKey(destination)} `;
  // The level comes from the status of a request, which may contain any text.
  const levels: readonly (string | undefined)[] = podSecurityLevels;
  const least = levels.indexOf(podSecurity);
  return [...indexUses(requests)]
    .filter(([key]) => key.startsWith(cluster))
    .flatMap(([, uses]) => uses)
    .filter(({ release }) => {
      const level = levels.indexOf(release.podSecurity);
      return isNamespace(release) && level >= 0 && level < least;
    });
}

const isNamespace = ({ chart }: DeliveredRelease): boolean => chart === namespaceChart;

/** Returns the limits that a request sets in its namespace. */
export function limitsOfOwner({ request, release }: NamespaceUse): NamespaceLimits {
  const { namespace, quota, limits = {} } = release;
  const ranges: { [part in LimitRangePart]?: Record<string, string> } = {};
  for (const [key, amount] of Object.entries(limits)) {
    const [part, resource] = key.split('.', 2) as [LimitRangePart, string];
    ranges[part] = { ...ranges[part], [resource]: amount };
  }
  return {
    namespace,
    defaults: { quota, limits: ranges },
    advice: `raise it in ${printRequest(request)}`,
  };
}

/** Total amount of a resource that releases use. */
export interface UsedAmount {
  readonly total: number;
  /** Names of the releases. */
  readonly names: readonly string[];
}

/** Returns the amount of a resource of a quota that delivered releases use. */
export function usedAmount(uses: readonly Pick<NamespaceUse, 'release'>[], resource: string): UsedAmount {
  const key = ['cpu', 'memory'].includes(resource) ? `requests.${resource}` : resource;
  const parts = uses
    .map(({ release: { name, amounts } }) => ({ name, amount: amountOf(amounts, key) }))
    .filter(({ amount }) => amount > 0);
  return {
    total: parts.reduce((sum, { amount }) => sum + amount, 0),
    names: parts.map(({ name }) => name),
  };
}

function amountOf(amounts: Quantities | undefined, resource: string): number {
  return parseQuantity(amounts?.[resource] ?? '') ?? 0;
}
