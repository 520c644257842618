import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { parseQuantity } from '../release/quantity.ts';
import { stringAt } from '../release/value-access.ts';
import type { ReadValue } from './field-mapping.ts';
import type { Resources } from './quantities.ts';

const parts = ['requests', 'limits'] as const;
const names = ['cpu', 'memory'] as const;

/** Converts resources to values. Every quantity becomes a string, so that its type never changes. */
export function resourcesAsStrings(resources: Resources | undefined): object | undefined {
  return resources === undefined ? undefined : mapAmounts((part, name) => resources[part]?.[name]);
}

/**
 * Adjusts the unset half of each request/limit pair to the half that is set: a CPU request of 500m raises a limit of
 * 200m from a layer below to 500m. Otherwise Kubernetes would refuse the pod.
 */
export function adjustedResources(
  resources: Resources | undefined,
  { read }: { readonly read: ReadValue },
): object | undefined {
  if (resources === undefined) return undefined;
  return mapAmounts((part, name) => {
    const other = part === 'requests' ? 'limits' : 'requests';
    const given = resources[other]?.[name];
    if (given === undefined || resources[part]?.[name] !== undefined) return undefined;
    const [own, fixed] = [parseQuantity(String(read(`resources.${part}.${name}`))), parseQuantity(given)];
    if (own === undefined || fixed === undefined) return undefined;
    return (part === 'limits' ? own < fixed : own > fixed) ? given : undefined;
  });
}

type Amount = string | number | undefined;

function mapAmounts(amount: (part: (typeof parts)[number], name: (typeof names)[number]) => Amount): object {
  const text = (part: (typeof parts)[number], name: (typeof names)[number]): string | undefined => {
    const found = amount(part, name);
    return found === undefined ? undefined : String(found);
  };
  return Object.fromEntries(
    parts.map((part) => [part, Object.fromEntries(names.map((name) => [name, text(part, name)]))]),
  );
}

/** Reports limits of the merged values that are below their requests, from any layer. */
export function limitProblems(merged: Values): Problem[] {
  return names.flatMap((name) => {
    const reserved = stringAt(merged, `resources.requests.${name}`);
    const limit = stringAt(merged, `resources.limits.${name}`);
    const [low, high] = [parseQuantity(reserved ?? ''), parseQuantity(limit ?? '')];
    if (low === undefined || high === undefined || low <= high) return [];
    return [
      problem(
        `resources.limits.${name}`,
        `The limit ${limit} is below the request ${reserved}; raise the limit or lower the request`,
      ),
    ];
  });
}
