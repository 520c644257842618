import type { Values } from './chart.ts';
import { isMap, ownValue } from './layers.ts';

/**
 * Returns the values that templates and `values.schema.json` see: Helm merges the values file over the chart's defaults
 * again and removes each key that is null. It keeps a null if the chart does not have the key or, below the top level,
 * if the chart sets it to null too (Helm 4, `coalesceTablesFullKey`).
 *
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
