import * as z from 'zod';
import { didYouMean, nearest } from '../../shared/nearest.ts';
import { boundedRecord } from '../../shared/promise/collections.ts';
import { quantity, resourceAmounts } from '../../shared/promise/quantities.ts';
import { quotedValue } from '../../shared/promise/quoted-value.ts';
import { type Rule, withRules } from '../../shared/promise/rule.ts';
import { boundedText, label } from '../../shared/promise/vocabulary.ts';
import type { LimitRangePart, NamespaceDefaults, Quantities } from '../../shared/release/platform.ts';
import { parseQuantity } from '../../shared/release/quantity.ts';

/** Returns the schema of namespace defaults, for the platform or for one tenant. */
export function namespaceDefaults() {
  return z.strictObject({
    quota: quota().optional(),
    limits: limits().optional(),
    networkPolicy: z
      .strictObject({
        denyIngress: z
          .boolean()
          .default(true)
          .describe(
            'Set to true to allow only traffic from the namespace, the installed operators and allowedNamespaces. Defaults to true',
          ),
        allowedNamespaces: z
          .array(label())
          .max(20)
          .default([])
          .describe(
            'Names of the namespaces whose pods can reach every pod, such as those of the ingress controller and of Prometheus',
          ),
      })
      .optional()
      .describe('Traffic to the pods of each namespace'),
  });
}

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

function quota() {
  const limit = boundedRecord(boundedText(253), quantity(), { max: 50 });
  return withRules<z.ZodType<Record<string, string | number>>>(limit, [
    { message: 'Unsupported resource of a ResourceQuota', problems: unknownResources },
    { message: 'A count must be a whole number', problems: fractionalCounts },
  ]).describe(
    'Hard limits of the ResourceQuota of each namespace, by resource, such as `requests.cpu`, `limits.memory` or `pods`',
  );
}

interface Problem {
  readonly path: PropertyKey[];
  readonly message: string;
}

function unknownResources(quantities: Quantities): Problem[] {
  const known = [...amountResources, ...countResources];
  return Object.keys(quantities)
    .filter((resource) => !known.includes(resource) && !groupedResource.test(resource))
    .map((resource) => {
      const advice =
        didYouMean(nearest(resource, known)) || '; use one such as "requests.cpu" or "count/jobs.batch"';
      return { path: [resource], message: `Unsupported resource${quotedValue(resource)}${advice}` };
    });
}

function fractionalCounts(quantities: Quantities): Problem[] {
  return Object.entries(quantities)
    .filter(([resource, amount]) => isCount(resource) && !Number.isInteger(parseQuantity(amount ?? '')))
    .map(([resource, amount]) => ({
      path: [resource],
      message: `Invalid count${quotedValue(amount)}; use a whole number`,
    }));
}

function limits() {
  const fields = z.strictObject({
    default: resourceAmounts('Limits of a container that sets none. Defaults to max'),
    defaultRequest: resourceAmounts(
      'Requests of a container that sets none. Defaults to default, then to min',
    ),
    max: resourceAmounts('Maximum of each limit'),
    min: resourceAmounts('Minimum of each request'),
  });
  return withRules(
    fields,
    ascending.map(([low, high]) => orderRule(low, high)),
  ).describe('Amounts of the LimitRange for containers of each namespace');
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
