import { isRecord } from '../is-record.ts';

/** Callback that counts the work of a comparison. */
export type Charge = (steps: number) => void;

/**
 * Returns true for equal JSON values. Calls no methods of the values, and compares keys in any order.
 *
 * @public called by the compiled schemas of carried charts
 */
export const isEqualJSON = equalityOf(() => {});

/** Returns a comparison of JSON values that counts its work. */
export function equalityOf(charge: Charge): (one: unknown, other: unknown) => boolean {
  const isEqual = (one: unknown, other: unknown): boolean => {
    charge(1);
    if (Array.isArray(one) && Array.isArray(other))
      return one.length === other.length && one.every((item, index) => isEqual(item, other[index]));
    if (!isRecord(one) || !isRecord(other)) return one === other;
    const keys = Object.keys(one);
    charge(keys.length);
    if (keys.length !== Object.keys(other).length) return false;
    return keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]));
  };
  return isEqual;
}

/** Returns the indices of two equal items; undefined if all are different. Takes linear time. */
export function equalItems(items: readonly unknown[], charge: Charge): [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const text = canonicalJSON(item, charge);
    const earlier = seen.get(text);
    if (earlier !== undefined) return [earlier, index];
    seen.set(text, index);
  }
  return undefined;
}

/** Serializes a value so that equal values have equal strings. */
function canonicalJSON(value: unknown, charge: Charge): string {
  charge(1);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJSON(item, charge)).join()}]`;
  if (!isRecord(value)) {
    if (typeof value === 'string') charge(value.length >> 5);
    return JSON.stringify(value) ?? 'null';
  }
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJSON(value[key], charge)}`);
  return `{${entries.join()}}`;
}
