import { isRecord } from '../is-record.ts';
import type { Value, Values } from './chart.ts';

/**
 * Names of the layers above the chart's defaults, in order of precedence. Values of `derived` follow from fields of the
 * request: the label with its name, or the limit that a CPU request raises.
 */
export type LayerName = 'production' | 'platform' | 'derived' | 'request';

/** Values of a layer, like a `-f` file of Helm. */
export interface Layer {
  readonly name: LayerName;
  readonly values: Values;
}

/** Returns true for an object, which Helm calls a table: it merges key by key, while other values are replaced. */
export function isMap(value: unknown): value is Values {
  return isRecord(value);
}

/** Returns the value of an own key, never of an inherited one such as `toString`. */
export function ownValue(values: Values, key: string): Value | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
