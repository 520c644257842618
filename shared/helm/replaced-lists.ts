import type { Values } from './chart.ts';
import { isMap, ownValue } from './layers.ts';

/** Paths of the lists of one layer that a layer above would replace as a whole: Helm merges maps only. */
export function replacedLists(below: Values, above: Values): string[] {
  return Object.entries(above).flatMap(([key, value]) => {
    const own = ownValue(below, key);
    if (Array.isArray(own) && own.length > 0) return [key];
    if (!isMap(own) || !isMap(value)) return [];
    return replacedLists(own, value).map((path) => `${key}.${path}`);
  });
}
