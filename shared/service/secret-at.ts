import type { Values } from '../helm/chart.ts';
import { textAt } from '../release/merged.ts';

/** Returns `{secretName}` if the merged values name a Secret at a path, else an empty object. */
export function secretAt(merged: Values, path: string): { secretName?: string } {
  const secretName = textAt(merged, path);
  return secretName === undefined || secretName === '' ? {} : { secretName };
}
