import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';

/** Returns the value at a dotted path, or undefined. Cannot address keys that contain dots. */
export function valueAt(values: Values, path: string): Value | undefined {
  return path
    .split('.')
    .reduce<Value | undefined>(
      (at, key) => (isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined),
      values,
    );
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
