import type { Rendered, Values } from '../helm/chart.ts';
import { valueAt } from './value-access.ts';

/** Returns true if the values of a chart do not rule out what a template may render. */
export function mayBeRendered({ conditions }: Rendered, values: Values): boolean {
  return conditions.every((path) => isTrue(valueAt(values, path)));
}

/** Returns the truth of a value in templates of Go. */
function isTrue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
