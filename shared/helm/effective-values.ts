import type { Values } from './chart.ts';
import { isMap, ownValue } from './layers.ts';

/**
 * Returns the values as templates and `values.schema.json` see them: Helm merges the file over the chart's defaults
 * again and removes each key that is null. It keeps a null of a key that the chart does not have and, below the top
 * level, one that is null in the chart too (Helm 4, `coalesceTablesFullKey`).
 * @param merged result of mergeValues() for this chart
 */
export function effectiveValues(merged: Values, chart: Values): Values {
  return withoutRemoved(merged, chart, (own) => own !== undefined);
}

function withoutRemoved(merged: Values, chart: Values, removes: (own: unknown) => boolean): Values {
  const effective: Values = {};
  for (const [key, value] of Object.entries(merged)) {
    const own = ownValue(chart, key);
    if (value === null && removes(own)) continue;
    effective[key] = isMap(value) && isMap(own) ? withoutRemoved(value, own, removesNested) : value;
  }
  return effective;
}

function removesNested(own: unknown): boolean {
  return own !== undefined && own !== null;
}
