import type { Values } from './chart.ts';
import { isMap, ownValue } from './layers.ts';

/**
 * The values as templates and `values.schema.json` see them: Helm lays the merged file over the chart's defaults once
 * more and takes away each key that a null removed. A null of a key that the chart does not have stays, and below the
 * top level also one where the chart has a null itself (Helm 4, `coalesceTablesFullKey`).
 * @param merged what mergeValues() made of this chart
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
