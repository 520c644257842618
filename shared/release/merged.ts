import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';

/** The value at a dotted path of merged values, or undefined. Keys with dots are not meant to be read this way. */
export function valueAt(values: Values, path: string): Value | undefined {
  return path
    .split('.')
    .reduce<Value | undefined>(
      (at, key) => (isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined),
      values,
    );
}

/** The value at a path where it is a string or a number, as text: versions, sizes, names. */
export function textAt(values: Values, path: string): string | undefined {
  const value = valueAt(values, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * A map without the keys that are undefined, at any depth: an unset field does not reach the values, while
 * false, 0 and "" do. A map that had nothing but unset fields is left out as well.
 */
export function setFieldsOf(fields: { readonly [key: string]: unknown }): Values {
  const result: Values = {};
  for (const [key, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    const value = isMap(field as Value) ? setFieldsOf(field as Values) : (field as Value);
    const isHollow =
      isMap(value) && Object.keys(value).length === 0 && Object.keys(field as object).length > 0;
    if (!isHollow) result[key] = value;
  }
  return result;
}
