import type { Rendered, Values } from '../helm/chart.ts';
import { valueAt } from './value-access.ts';

/** Returns true unless the values of a chart rule out an object that a template may render. */
export function mayBeRendered({ conditions }: Rendered, values: Values): boolean {
  return conditions.every((path) => isTrue(valueAt(values, path)));
}

/** Returns true if a Go template treats a value as true (Go, text/template, `IsTrue`). */
function isTrue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
