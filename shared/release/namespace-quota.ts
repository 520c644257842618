import { problem, RequestError } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { containerAmounts } from './container-amounts.ts';
import { askPlatform, type NamespaceLimits } from './namespace-limits.ts';
import type { PodGroup } from './pod-group.ts';
import { parseQuantity } from './quantity.ts';
import type { Release } from './release.ts';
import { stringAt } from './value-access.ts';

/** Release with the values that its pods refer to. */
interface PlannedPods {
  readonly release: Pick<Release, 'name' | 'path' | 'pods'>;
  readonly values: Values;
}

/**
 * Refuses releases whose pods and volumes together exceed the quota of their namespace: Kubernetes would create only some of
 * them. Other requests in the namespace, rolling updates, jobs and what operators add do not count.
 *
 * @throws RequestError `InvalidValues` with every resource that is exceeded
 */
export function checkNamespaceQuota(all: readonly PlannedPods[], limits: NamespaceLimits): void {
  const problems = Object.entries(limits.defaults.quota ?? {}).flatMap(([resource, quota]) => {
    const amountOf = amounts[resource];
    const most = parseQuantity(quota ?? '');
    if (amountOf === undefined || most === undefined) return [];
    const parts = all
      .map((plan) => ({ release: plan.release, amount: totalOf(plan, { amountOf, limits }) }))
      .filter(({ amount }) => amount > 0);
    const total = parts.reduce((sum, { amount }) => sum + amount, 0);
    // sums of thousandths are not exact
    if (total <= most * (1 + 1e-9)) return [];
    const list = parts.map(({ release, amount }) => `${release.name} ${print(resource, amount)}`).join(', ');
    const message = `${print(resource, total)} of ${resource} exceeds ${quota}, the quota of namespace "${limits.namespace}": ${list}; lower replicas, resources or volumes, or ${askPlatform}`;
    return [problem(parts[0]!.release.path.replace(/\[[0-9]+\]$/, ''), message)];
  });
  if (problems.length > 0) throw new RequestError('InvalidValues', problems);
}

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
function print(resource: string, amount: number): string {
  const isBytes = /memory|storage/.test(resource);
  return `${Math.ceil((isBytes ? amount / 2 ** 30 : amount) * 100 - 1e-6) / 100}${isBytes ? 'Gi' : ''}`;
}
