import type { Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { valueAt } from '../release/value-access.ts';

/** Returns the entries with a name of a list in the merged values. The schema reports any other entry. */
export function namedEntries(merged: Values, path: string): (Values & { readonly name: string })[] {
  const list = valueAt(merged, path);
  return (Array.isArray(list) ? list : []).filter(
    (entry): entry is Values & { name: string } => isMap(entry) && typeof entry['name'] === 'string',
  );
}
