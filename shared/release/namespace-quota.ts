import { problem, RequestError } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { containerAmounts } from './container-amounts.ts';
import type { DeliveredRelease } from './existing-request.ts';
import { adviceOf, type NamespaceLimits } from './namespace-limits.ts';
import { type NamespaceUse, usedAmount } from './namespace-usage.ts';
import type { PodGroup } from './pod-group.ts';
import { canonicalQuantity, parseQuantity } from './quantity.ts';
import type { Release } from './release.ts';
import { stringAt } from './value-access.ts';

/** Release with the values that its pods refer to. */
interface PlannedPods {
  readonly release: Pick<Release, 'name' | 'path' | 'pods'>;
  readonly values: Values;
}

/** Releases of other requests in a namespace, and those that the request has delivered there. */
interface OtherUses {
  readonly others: readonly NamespaceUse[];
  readonly delivered: readonly DeliveredRelease[];
}

/**
 * Refuses releases whose pods and volumes together exceed the quota of their namespace: Kubernetes would create only some of
 * them. Rolling updates, jobs and what operators add do not count.
 *
 * @param uses.others releases that use the same quota; a request that needs no more than it has delivered is not refused
 * @throws RequestError `InvalidValues` with every resource that is exceeded
 */
export function checkNamespaceQuota(
  planned: readonly PlannedPods[],
  limits: NamespaceLimits,
  { others, delivered }: OtherUses = { others: [], delivered: [] },
): void {
  const problems = Object.entries(limits.defaults.quota ?? {}).flatMap(([resource, quota]) => {
    const amountOf = amounts[resource];
    const most = parseQuantity(quota ?? '');
    if (amountOf === undefined || most === undefined) return [];
    const parts = planned
      .map((plan) => ({ release: plan.release, amount: totalOf(plan, { amountOf, limits }) }))
      .filter(({ amount }) => amount > 0);
    const own = parts.reduce((sum, { amount }) => sum + amount, 0);
    const used = usedAmount(others, resource);
    const before = usedAmount(
      delivered.map((release) => ({ release })),
      resource,
    );
    const total = own + used.total;
    const isUnchanged = !exceeds(own, most) && !exceeds(own, before.total);
    if (own === 0 || !exceeds(total, most) || isUnchanged) return [];
    const list = [
      ...parts.map(({ release, amount }) => `${release.name} ${printAmount(resource, amount)}`),
      ...(used.total > 0 ? [`other requests ${printAmount(resource, used.total)}`] : []),
    ];
    const message = `Total ${resource} of ${printAmount(resource, total)} exceeds ${quota}, the quota of namespace "${limits.namespace}": ${list.join(', ')}; lower replicas, resources or volumes, or ${adviceOf(limits)}`;
    return [problem(parts[0]!.release.path.replace(/\[[0-9]+\]$/, ''), message)];
  });
  if (problems.length > 0) throw new RequestError('InvalidValues', problems);
}

/** Returns true if a sum exceeds a limit. Sums of thousandths are not exact. */
function exceeds(sum: number, most: number): boolean {
  return sum > most * (1 + 1e-9);
}

/** Returns the amounts of a quota that the pods and volumes of a release use, for its status; undefined for none. */
export function deliveredAmounts(
  plan: PlannedPods,
  limits: NamespaceLimits,
): Readonly<Record<string, string>> | undefined {
  if (plan.release.pods === undefined) return undefined;
  const counted = Object.entries(amounts)
    .filter(([resource]) => !aliases.includes(resource))
    .map(([resource, amountOf]) => [resource, totalOf(plan, { amountOf: amountOf!, limits })] as const)
    .filter(([, amount]) => amount > 0);
  return counted.length === 0
    ? undefined
    : Object.fromEntries(counted.map(([resource, amount]) => [resource, exactAmount(resource, amount)]));
}

/** Other names of `requests.cpu` and `requests.memory` in a quota. */
const aliases = ['cpu', 'memory'];

/** Prints an amount as Kubernetes does, such as `1500m` or `768Mi`, rounded up to thousandths of cores and to Ki. */
export function exactAmount(resource: string, amount: number): string {
  return canonicalQuantity(
    isBytes(resource) ? `${Math.ceil(amount / 1024)}Ki` : `${Math.ceil(amount * 1000 - 1e-6)}m`,
  );
}

const isBytes = (resource: string): boolean => /memory|storage/.test(resource);

interface AmountContext {
  readonly values: Values;
  readonly limits: NamespaceLimits;
}

/** Returns the amount of one pod of a group. */
type AmountOf = (group: PodGroup, context: AmountContext) => number;

const ofContainers =
  (kind: 'request' | 'limit', resource: 'cpu' | 'memory'): AmountOf =>
  ({ containers }, { values, limits }) =>
    containers
      .map((path) => containerAmounts(values, { path, resource, range: limits.defaults.limits })[kind])
      .reduce((sum, amount) => sum + (parseQuantity(amount ?? '') ?? 0), 0);

/** Resources of a ResourceQuota that pods and volumes use. */
const amounts: Readonly<Record<string, AmountOf | undefined>> = {
  cpu: ofContainers('request', 'cpu'),
  'requests.cpu': ofContainers('request', 'cpu'),
  'limits.cpu': ofContainers('limit', 'cpu'),
  memory: ofContainers('request', 'memory'),
  'requests.memory': ofContainers('request', 'memory'),
  'limits.memory': ofContainers('limit', 'memory'),
  pods: ({ containers }) => (containers.length > 0 ? 1 : 0),
  persistentvolumeclaims: ({ volumes }) => volumes.length,
  'requests.storage': ({ volumes }, { values }) =>
    volumes.reduce((sum, path) => sum + (parseQuantity(stringAt(values, path) ?? path) ?? 0), 0),
};

function totalOf(
  { release: { pods }, values }: PlannedPods,
  { amountOf, limits }: { readonly amountOf: AmountOf; readonly limits: NamespaceLimits },
): number {
  return (pods?.(values) ?? []).reduce(
    (sum, group) => sum + group.count * amountOf(group, { values, limits }),
    0,
  );
}

/** Prints an amount with at most two decimals: memory and storage in Gi, everything else as a number. */
export function printAmount(resource: string, amount: number): string {
  const [shown, unit] = isBytes(resource) ? [amount / 2 ** 30, 'Gi'] : [amount, ''];
  return `${Math.ceil(shown * 100 - 1e-6) / 100}${unit}`;
}
