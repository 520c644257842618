import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { valuePath } from '../helm/value-path.ts';
import { amountIn, containerAmounts } from './container-amounts.ts';
import type { NamespaceDefaults } from './platform.ts';
import { parseQuantity } from './quantity.ts';
import { stringAt, valueAt } from './value-access.ts';

/** Defaults of the namespace of a release. */
export interface NamespaceLimits {
  readonly namespace: string;
  readonly defaults: NamespaceDefaults;
  /** Advice for a value that breaks one of the limits. Defaults to {@link askPlatform}. */
  readonly advice?: string;
}

/**
 * Reports values of a chart of this project with which no pod could start in its namespace: the requests or limits of one
 * container exceed the quota, or break the limit range. Other pods of the namespace and other containers do not count.
 */
export function namespaceLimitProblems(values: Values, limits: NamespaceLimits): Problem[] {
  return [
    ...resourcesOf(values).flatMap((resource) => containerProblems(values, { resource, limits })),
    ...volumeProblems(values, limits),
  ];
}

/** Resources that a quota requires of each container (Kubernetes, `podEvaluator.Constraints`). */
const required = ['cpu', 'memory'];

/** Returns the names of the resources to check. */
function resourcesOf(values: Values): string[] {
  const amounts = ['resources.requests', 'resources.limits'].map((path) => valueAt(values, path));
  return [...new Set([...required, ...amounts.filter(isMap).flatMap((map) => Object.keys(map))])];
}

function containerProblems(
  values: Values,
  { resource, limits }: { readonly resource: string; readonly limits: NamespaceLimits },
): Problem[] {
  const { quota, limits: range = {} } = limits.defaults;
  const [requestPath = '', limitPath = ''] = ['requests', 'limits'].map((part) =>
    valuePath(['resources', part, resource]),
  );
  if (valueAt(values, 'resources') === undefined) return [];
  const { request, limit, ownLimit } = containerAmounts(values, { path: 'resources', resource, range });
  const requestQuota = amountIn(quota, `requests.${resource}`) ?? amountIn(quota, resource);
  const limitQuota = amountIn(quota, `limits.${resource}`);
  const where = `namespace "${limits.namespace}"`;
  const advice = adviceOf(limits);
  if (limit === undefined && limitQuota !== undefined && required.includes(resource)) {
    const message = `A limit is required, because ${where} has a quota of limits.${resource}; set one, or ${advice}`;
    return [problem(limitPath, message)];
  }
  const [ofRequest, ofLimit] = [
    { path: requestPath, name: `requests.${resource}`, value: request },
    { path: limitPath, name: `limits.${resource}`, value: limit },
  ];
  const checks = [
    { ...ofRequest, most: requestQuota, of: `the quota of ${where}` },
    { ...ofLimit, most: limitQuota, of: `the quota of ${where}` },
    { ...ofLimit, most: amountIn(range.max, resource), of: `the maximum of ${where}` },
    ...(ownLimit === undefined ? [{ ...ofRequest, most: limit, of: `the default limit of ${where}` }] : []),
  ];
  const minimum = amountIn(range.min, resource);
  const isBelow = minimum !== undefined && request !== undefined && exceeds(minimum, request);
  return withoutDuplicatePaths([
    ...checks
      .filter(({ value, most }) => value !== undefined && most !== undefined && exceeds(value, most))
      .map(({ path, name, value, most, of }) =>
        // The path of a default of the chart is that of the whole object.
        problem(path, `${value} exceeds ${most}, ${of} for ${name}; lower it, or ${advice}`),
      ),
    ...(isBelow
      ? [
          problem(
            requestPath,
            `${request} is below ${minimum}, the minimum of ${where} for ${ofRequest.name}; raise it, or ${advice}`,
          ),
        ]
      : []),
  ]);
}

/** Advice for a value that breaks a limit of the platform. */
export const askPlatform = 'ask the platform team to change namespaceDefaults of the BootstrapClaim';

/** Returns the advice for a value that breaks a limit of a namespace. */
export function adviceOf({ advice = askPlatform }: NamespaceLimits): string {
  return advice;
}

function volumeProblems(values: Values, limits: NamespaceLimits): Problem[] {
  const {
    namespace,
    defaults: { quota },
  } = limits;
  const [size, most] = [stringAt(values, 'persistence.size'), amountIn(quota, 'requests.storage')];
  const isUsed = size !== undefined && valueAt(values, 'persistence.enabled') !== false;
  if (!isUsed || most === undefined || !exceeds(size, most)) return [];
  const message = `${size} exceeds ${most}, the quota of namespace "${namespace}" for requests.storage; lower it, or ${adviceOf(limits)}`;
  return [problem('persistence.size', message)];
}

function exceeds(one: string, other: string): boolean {
  const [value, most] = [parseQuantity(one), parseQuantity(other)];
  return value !== undefined && most !== undefined && value > most;
}

function withoutDuplicatePaths(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ path }, index) => problems.findIndex((one) => one.path === path) === index);
}
