import * as z from 'zod';
import { quotedValue } from './quoted-value.ts';
import { passes, withCheck, withRules } from './rule.ts';

/** Returns a schema for an object with at most `max` keys. The API server refuses unbounded CEL rules as too expensive. */
export function boundedRecord<Value extends z.ZodType>(
  key: z.ZodString,
  value: Value,
  { max }: { max: number },
): z.ZodRecord<z.ZodString, Value> {
  const rule = {
    message: `Too many entries: at most ${max} are allowed`,
    check: (map: object) => Object.keys(map).length <= max,
  };
  return withRules(z.record(key, value), [rule]).meta({ maxProperties: max });
}

/** Returns a schema for a list of items with unique names, which the API server merges as a map with the key `name`. */
export function itemList<S extends z.ZodType<{ name: string }>>(
  item: S,
  bounds: { min: number; max: number },
): z.ZodArray<S> {
  const list = z.array(item).min(bounds.min).max(bounds.max);
  return withUniqueKey<{ name: string }, typeof list>(list, {
    field: 'name',
    key: ({ name }) => name,
    message: ({ name }) => `Duplicate name "${name}"`,
  }).meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
}

/** Makes a list of strings a set, which the API server merges value by value. */
export function asSet<S extends z.ZodArray<z.ZodType<string>>>(list: S, duplicate: string): S {
  return withUniqueKey<string, typeof list>(list, {
    key: (item) => item,
    message: (item) => `${duplicate}${quotedValue(item)}`,
  }).meta({ 'x-kubernetes-list-type': 'set' });
}

/** Unique key of list entries, and the message for a duplicate. */
export interface UniqueKey<Entry> {
  /** Field of the problem. Defaults to the entry itself. */
  readonly field?: string;
  readonly key: (entry: Entry) => string;
  readonly message: (entry: Entry) => string;
}

/** Refuses list entries with duplicate keys. The message names both entries. */
export function withUniqueKey<Entry, S extends z.ZodType<readonly Entry[]>>(
  list: S,
  { field, key, message }: UniqueKey<Entry>,
): S {
  return withCheck(list, (entries, context) => {
    const seen = new Map<string, number>();
    for (const index of entries.keys()) {
      const isFirst = (all: readonly Entry[]): boolean => {
        const own = key(all[index]!);
        return !seen.has(own) && seen.set(own, index) !== undefined;
      };
      if (passes<readonly Entry[]>(isFirst, entries, context)) continue;
      const first = seen.get(key(entries[index]!));
      context.addIssue({
        code: 'custom',
        message: `${message(entries[index]!)}; first in item [${first}]`,
        path: field === undefined ? [index] : [index, field],
      });
    }
  });
}
