import * as z from 'zod';
import { didYouMean, nearest } from '../nearest.ts';
import type { LimitRangePart, NamespaceDefaults, Quantities } from '../release/platform.ts';
import { parseQuantity } from '../release/quantity.ts';
import { boundedRecord } from './collections.ts';
import { noLimit, resourceAmounts } from './quantities.ts';
import { quotedValue } from './quoted-value.ts';
import { type Rule, type RuleProblem, withRules } from './rule.ts';
import { boundedText } from './vocabulary.ts';

/** Resources of a ResourceQuota without a group (Kubernetes, "Resource quotas"). */
const amountResources = [
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
];
const countResources = [
  'pods',
  'services',
  'services.loadbalancers',
  'services.nodeports',
  'persistentvolumeclaims',
  'configmaps',
  'secrets',
];

/** Name with a group: `count/jobs.batch`, or `<class>.storageclass.storage.k8s.io/requests.storage`. */
const groupedResource = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

const isCount = (resource: string): boolean =>
  countResources.includes(resource) || resource.startsWith('count/');

/** Returns the schema of the hard limits of a ResourceQuota. */
export function namespaceQuota(amount: z.ZodType<string | number>) {
  const limit = boundedRecord(boundedText(253), amount, { max: 50 });
  return withRules<z.ZodType<Record<string, string | number>>>(limit, [
    { message: 'Unsupported resource of a ResourceQuota', problems: unknownResources },
    { message: 'A count must be a whole number', problems: fractionalCounts },
  ]);
}

function unknownResources(quantities: Quantities): RuleProblem[] {
  const known = [...amountResources, ...countResources];
  return Object.keys(quantities)
    .filter((resource) => !known.includes(resource) && !groupedResource.test(resource))
    .map((resource) => {
      const advice =
        didYouMean(nearest(resource, known)) || '; use one such as "requests.cpu" or "count/jobs.batch"';
      return { path: [resource], message: `Unsupported resource${quotedValue(resource)}${advice}` };
    });
}

function fractionalCounts(quantities: Quantities): RuleProblem[] {
  return Object.entries(quantities)
    .filter(
      ([resource, amount]) =>
        isCount(resource) && amount !== noLimit && !Number.isInteger(parseQuantity(amount ?? '')),
    )
    .map(([resource, amount]) => ({
      path: [resource],
      message: `Invalid count${quotedValue(amount)}; use a whole number`,
    }));
}

/**
 * Returns the schema of a LimitRange for containers.
 *
 * @param fallback default of the limit of a container, for its description
 */
export function namespaceLimits(fallback = 'max') {
  const fields = z.strictObject({
    default: resourceAmounts(`Limits of a container that sets none. Defaults to ${fallback}`),
    defaultRequest: resourceAmounts(
      'Requests of a container that sets none. Defaults to default, then to min',
    ),
    max: resourceAmounts('Maximum of each limit'),
    min: resourceAmounts('Minimum of each request'),
  });
  return withRules(
    fields,
    ascending.map(([low, high]) => orderRule(low, high)),
  );
}

type Limits = NonNullable<NamespaceDefaults['limits']>;

/** Parts of a LimitRange in ascending order (Kubernetes, `ValidateLimitRange`). */
const ascending: readonly (readonly [low: LimitRangePart, high: LimitRangePart])[] = [
  ['min', 'defaultRequest'],
  ['min', 'default'],
  ['min', 'max'],
  ['defaultRequest', 'default'],
  ['defaultRequest', 'max'],
  ['default', 'max'],
];

/** Returns a rule without CEL: the API server assumes the longest possible quantity and refuses it as too expensive. */
function orderRule(low: LimitRangePart, high: LimitRangePart): Rule<Limits> {
  return {
    message: `An amount of ${low} exceeds that of ${high}`,
    problems: (parts) =>
      (['cpu', 'memory'] as const).flatMap((resource) => {
        const [least, most] = [parts[low]?.[resource], parts[high]?.[resource]];
        const [lower, upper] = [parseQuantity(least ?? ''), parseQuantity(most ?? '')];
        if (lower === undefined || upper === undefined || lower <= upper) return [];
        const message = `${low} exceeds ${high}: ${least} > ${most}; lower it, or raise ${high}`;
        return [{ path: [low, resource], message }];
      }),
  };
}
