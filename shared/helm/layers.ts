import type { Value, Values } from './chart.ts';

/** Names of the layers above the chart's defaults, from the bottom to the top. */
export type LayerName = 'production' | 'platform' | 'request';

/** Values above the chart's `values.yaml`, like one `-f` file of Helm. */
export interface Layer {
  readonly name: LayerName;
  readonly values: Values;
}

/** True for what Helm calls a table: it merges key by key, everything else replaces. */
export function isMap(value: Value | undefined): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a map's own key; never what an object inherits (`toString`). */
export function ownValue(values: Values, key: string): Value | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
