import { isRecord } from '../is-record.ts';

/** Items of a list of objects by name, or by index if an item has no unique name. */
export type NamedItems = ReadonlyMap<string, Record<string, unknown>>;

/** Returns the items of two lists of objects, by the same kind of key; undefined for other values. */
export function namedItems(one: unknown, other: unknown): readonly [NamedItems, NamedItems] | undefined {
  if (!isObjectList(one) || !isObjectList(other)) return undefined;
  const byName = [one, other].map((list) => new Map(list.map((item) => [String(item['name']), item])));
  const isNamed = [one, other].every(
    (list, index) =>
      byName[index]?.size === list.length && list.every(({ name }) => typeof name === 'string'),
  );
  const [first, second] = isNamed ? byName : [one, other].map(byIndex);
  return [first!, second!];
}

const byIndex = (list: readonly Record<string, unknown>[]): NamedItems =>
  new Map(list.map((item, index) => [String(index), item]));

function isObjectList(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.every(isRecord);
}
