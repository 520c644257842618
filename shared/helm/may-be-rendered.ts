import type { Rendered, Values } from './chart.ts';
import { isMap, ownValue } from './layers.ts';

/** Returns true if the values of a chart do not rule out what a template may render. */
export function mayBeRendered({ conditions }: Rendered, values: Values): boolean {
  return conditions.every((path) => isTrue(valueAtPath(values, path)));
}

function valueAtPath(values: Values, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isMap(value) ? ownValue(value, key) : undefined), values);
}

/** Returns the truth of a value in templates of Go. */
function isTrue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
