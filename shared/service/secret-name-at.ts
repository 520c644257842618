import type { Values } from '../helm/chart.ts';
import { stringAt } from '../release/value-access.ts';

/** Returns `{secretName}` if the merged values name a Secret at a path, otherwise an empty object. */
export function secretNameAt(merged: Values, path: string): { secretName?: string } {
  const secretName = stringAt(merged, path);
  return secretName === undefined || secretName === '' ? {} : { secretName };
}
