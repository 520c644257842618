import type { Value, Values } from '../helm/chart.ts';
import { isMap, ownValue } from '../helm/layers.ts';

/** Keys of objects and indexes of lists that lead to a value. */
export type Steps = readonly (string | number)[];

/** Value with the steps that lead to it. */
export interface PlacedValue {
  readonly steps: Steps;
  readonly value: Value;
}

/** Returns the value at a dotted path, or undefined. Cannot address keys that contain dots. */
export function valueAt(values: Values, path: string): Value | undefined {
  return valueAtSteps(values, path.split('.'));
}

/** Returns the value to which steps lead, or undefined. */
export function valueAtSteps(values: Values, steps: Steps): Value | undefined {
  return steps.reduce<Value | undefined>((at, step) => {
    if (typeof step === 'number') return Array.isArray(at) ? at[step] : undefined;
    return isMap(at) ? ownValue(at, step) : undefined;
  }, values);
}

/** Returns every value below a value, at any depth, each before the values below it. */
export function listValues(value: Value, steps: Steps = []): PlacedValue[] {
  const entries: readonly (readonly [string | number, Value])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isMap(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([step, inner]) => {
    const at = [...steps, step];
    return [{ steps: at, value: inner }, ...listValues(inner, at)];
  });
}

/** Returns the key of a value; for an item of a list, the key of the list. */
export function keyOf(steps: Steps): string {
  return steps.findLast((step) => typeof step === 'string') ?? '';
}

/** Returns values with a default at a dotted path. They stay unchanged if they set the path, or if the default is undefined. */
export function withDefault(values: Values, path: string, value: Value | undefined): Values {
  if (value === undefined || valueAt(values, path) !== undefined) return values;
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...values, [key]: value };
  const inner = ownValue(values, key);
  return { ...values, [key]: withDefault(isMap(inner) ? inner : {}, rest.join('.'), value) };
}

/** Returns a string or a number at a dotted path, as a string: versions, sizes, names. */
export function stringAt(values: Values, path: string): string | undefined {
  const value = valueAt(values, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * Returns an object without the keys that are undefined, at any depth, and without objects that had no other keys.
 * Keeps false, 0, "" and null.
 */
export function omitUnset(fields: { readonly [key: string]: unknown }): Values {
  const result: Values = {};
  for (const [key, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    const value = isMap(field) ? omitUnset(field) : (field as Value);
    const hadOnlyUnset =
      isMap(value) && Object.keys(value).length === 0 && Object.keys(field as Values).length > 0;
    if (!hadOnlyUnset) result[key] = value;
  }
  return result;
}
