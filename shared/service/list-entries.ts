import type { Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { valueAt } from '../release/value-access.ts';

/** Entry of a list in merged values. */
export interface ListEntry {
  /** Value path of the entry: `kafka.topics[0]`. */
  readonly path: string;
  readonly values: Values;
}

/** Entry with a name. */
export interface NamedEntry extends ListEntry {
  readonly name: string;
}

/**
 * Returns the entries of a list. The schema reports entries that are not objects.
 *
 * @param at value path of the list, if `values` are only a part of the merged values
 */
export function listEntries(values: Values, path: string, at: string = path): ListEntry[] {
  const list = valueAt(values, path);
  return (Array.isArray(list) ? list : []).flatMap((entry, index) =>
    isMap(entry) ? [{ path: `${at}[${index}]`, values: entry }] : [],
  );
}

/** Returns the entries of a list that have a name. The schema reports any other entry. */
export function namedEntries(values: Values, path: string): NamedEntry[] {
  return listEntries(values, path).flatMap((entry) => {
    const { name } = entry.values;
    return typeof name === 'string' ? [{ ...entry, name }] : [];
  });
}

/** Returns the entries whose key an earlier entry has, each with the first such entry. */
export function repeatedEntries<Entry extends ListEntry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): (Entry & { readonly first: Entry })[] {
  const seen = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const key = keyOf(entry);
    const first = seen.get(key);
    if (first !== undefined) return [{ ...entry, first }];
    seen.set(key, entry);
    return [];
  });
}
