import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { canonicalQuantity, parseQuantity } from '../release/quantity.ts';
import { stringAt } from '../release/value-access.ts';
import { scalarText } from '../scalar-text.ts';
import type { ReadValue } from './field-mapping.ts';
import type { Resources } from './quantities.ts';

const parts = ['requests', 'limits'] as const;
const names = ['cpu', 'memory'] as const;

/** Converts resources to values. Every quantity becomes a string in the canonical form, so that it never changes. */
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
    const [own, fixed] = [parseQuantity(scalarText(read(`resources.${part}.${name}`))), parseQuantity(given)];
    if (own === undefined || fixed === undefined) return undefined;
    return (part === 'limits' ? own < fixed : own > fixed) ? given : undefined;
  });
}

type Amount = string | number | undefined;

function mapAmounts(amount: (part: (typeof parts)[number], name: (typeof names)[number]) => Amount): object {
  const text = (part: (typeof parts)[number], name: (typeof names)[number]): string | undefined => {
    const found = amount(part, name);
    return found === undefined ? undefined : canonicalQuantity(String(found));
  };
  return Object.fromEntries(
    parts.map((part) => [part, Object.fromEntries(names.map((name) => [name, text(part, name)]))]),
  );
}

/** Bytes of memory below which no container starts (runc, `memory.max` of an init process). */
const minMemory = 4 * 1024 * 1024;

/** Reports amounts of memory that can only be a missing unit: `512` is 512 bytes. */
function memoryProblems(merged: Values): Problem[] {
  const reported = new Set<string>();
  return ['limits', 'requests'].flatMap((part) => {
    const path = `resources.${part}.memory`;
    const text = stringAt(merged, path);
    const bytes = parseQuantity(text ?? '');
    if (text === undefined || bytes === undefined || bytes === 0 || bytes >= minMemory) return [];
    // the unset half of a pair has the amount of the other half
    if (reported.has(text)) return [];
    reported.add(text);
    const hint = /^\d+$/.test(text) ? `use "${text}Mi" for mebibytes` : 'use at least "4Mi"';
    return [problem(path, `${text} is too little memory (${bytes} bytes); ${hint}`)];
  });
}

/** Reports limits of the merged values that are below their requests, from any layer, and too little memory. */
export function limitProblems(merged: Values): Problem[] {
  const tooLittle = memoryProblems(merged);
  if (tooLittle.length > 0) return tooLittle;
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
