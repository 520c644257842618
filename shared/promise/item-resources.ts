import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { textAt } from '../release/merged.ts';
import { parseQuantity } from '../release/quantity.ts';
import type { Resources } from './vocabulary.ts';

const parts = ['requests', 'limits'] as const;
const names = ['cpu', 'memory'] as const;

/**
 * A request's resources as values, every quantity as a string so that none changes its type on the way. Where
 * only one half of a pair is given and the other half, from the preset or the layers below, contradicts it (a
 * CPU request of 500m over a chart's limit of 200m), the other half follows: the pod would be refused otherwise.
 *
 * @returns undefined where nothing is asked for
 */
export function resourceValues(
  resources: Resources | undefined,
  { preset, below }: { preset?: Values | undefined; below: Values },
): Values | undefined {
  const result: Values = structuredClone(preset ?? {});
  const base = preset ?? below['resources'];
  const put = (part: string, name: string, amount: string): void => {
    result[part] = { ...(result[part] as Values | undefined), [name]: amount };
  };
  for (const name of names) {
    for (const part of parts) {
      const given = resources?.[part]?.[name];
      const other = part === 'requests' ? 'limits' : 'requests';
      if (given === undefined) continue;
      put(part, name, String(given));
      const counterpart = textAt({ base: base ?? {} }, `base.${other}.${name}`);
      if (resources?.[other]?.[name] === undefined && isContrary({ part, given, counterpart })) {
        put(other, name, String(given));
      }
    }
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function isContrary(pair: {
  part: string;
  given: string | number;
  counterpart: string | undefined;
}): boolean {
  const given = parseQuantity(pair.given);
  const counterpart = parseQuantity(pair.counterpart ?? '');
  if (given === undefined || counterpart === undefined) return false;
  return pair.part === 'requests' ? counterpart < given : counterpart > given;
}

/** Limits of the merged values that are below what they reserve, whatever layer each comes from. */
export function limitProblems(merged: Values): Problem[] {
  return names.flatMap((name) => {
    const reserved = textAt(merged, `resources.requests.${name}`);
    const limit = textAt(merged, `resources.limits.${name}`);
    const [low, high] = [parseQuantity(reserved ?? ''), parseQuantity(limit ?? '')];
    if (low === undefined || high === undefined || low <= high) return [];
    return [problem(`resources.limits.${name}`, `The limit ${limit} is below the request ${reserved}`)];
  });
}
