import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { parseQuantity } from '../release/quantity.ts';
import { stringAt, valueAt } from '../release/value-access.ts';

/** Amounts of one instance. */
export interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

/** Preset of a size. Memory is both request and limit, so that the settings of the engine follow one number. */
export interface SizeAmounts extends Amounts {
  readonly cpuLimit: string;
}

/** Minimum amounts of one instance of an engine. */
export interface Floors extends Amounts {
  /** Size of the volume. */
  readonly storage: string;
}

/** Presets of an engine. */
export interface Sizes {
  readonly small: SizeAmounts;
  readonly medium: SizeAmounts;
  readonly large: SizeAmounts;
}

/** Returns the resources of a preset. */
export function presetResources({ cpu, cpuLimit, memory }: SizeAmounts): Values {
  return { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory } };
}

/** Reports amounts of merged values below the minimum of an engine. */
export function floorProblems(
  merged: Values,
  { engine, floors }: { engine: string; floors: Floors },
): Problem[] {
  const hasVolume = valueAt(merged, 'persistence.enabled') !== false;
  const memory = stringAt(merged, 'resources.requests.memory');
  // One amount for both: an unset request or limit gets the amount of the other.
  const isPair = memory !== undefined && memory === stringAt(merged, 'resources.limits.memory');
  return [
    ['resources.requests.memory', floors.memory],
    ...(isPair ? [] : [['resources.limits.memory', floors.memory]]),
    ['resources.limits.cpu', floors.cpu],
    ...(hasVolume ? [['persistence.size', floors.storage]] : []),
  ].flatMap(([path = '', floor = '']) => {
    const given = stringAt(merged, path);
    const amount = parseQuantity(given ?? '');
    if (amount === undefined || amount >= parseQuantity(floor)!) return [];
    return [problem(path, `${given} is too little for ${engine}; use at least "${floor}"`)];
  });
}
