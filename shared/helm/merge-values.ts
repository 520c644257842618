import { deepmergeCustom } from 'deepmerge-ts';
import type { Value, Values } from './chart.ts';
import { isMap, type Layer, ownValue } from './layers.ts';

export type { Layer } from './layers.ts';

/** The content of `values.yaml`, and what Helm would warn about. */
export interface MergedValues {
  /** Merged values. A null remains where a layer removes a default, so that Helm removes it too. Shares objects with the inputs. */
  readonly values: Values;
  /** `image.tag: a map replaces …`, for the status. */
  readonly warnings: readonly string[];
}

/**
 * Merges in Helm 4's own two stages, so that the chart rendered with the result alone equals the chart rendered with
 * the layers given apart:
 * 1. the layers among themselves, as `helm -f a -f b` (`loader.MergeMaps`): maps merge, everything else replaces, and
 *    null is a value like any other;
 * 2. the result over the chart's defaults (`CoalesceValues`): a null from above stays in the output, a null among the
 *    chart's defaults is not written.
 * Merging chart and layers one after the other would be wrong: a text that a map replaces again would have dropped the
 * chart's own map.
 * @param layers from the bottom to the top
 */
export function mergeValues(chart: Values, layers: readonly Layer[]): MergedValues {
  const above = mergeLayers(layers);
  const warnings: string[] = [];
  warnOfMismatches(chart, above, { path: '', warnings });
  return { values: mergeMaps(withoutNulls(chart), above) as Values, warnings };
}

/** One at a time: of three values at once the library keeps the last where the first is of another type. */
function mergeLayers(layers: readonly Layer[]): Values {
  return layers.reduce<Values>((merged, { values }) => mergeMaps(merged, values) as Values, {});
}

/** Without the library's own bookkeeping of keys, which nothing here reads. */
const mergeMaps = deepmergeCustom({ mergeArrays: false, metaDataUpdater: () => undefined });

/** The defaults as Helm 4 takes them (`cleanNilValues`): nulls go at every level of maps, lists are left as they are. */
function withoutNulls(chart: Values): Values {
  let cleaned = cleanedCharts.get(chart);
  if (!cleaned) {
    const kept = Object.entries(chart).filter(([, value]) => value !== null);
    cleaned = Object.fromEntries(
      kept.map(([key, value]) => [key, isMap(value) ? withoutNulls(value) : value]),
    );
    cleanedCharts.set(chart, cleaned);
  }
  return cleaned;
}

/** A chart serves many releases, and its defaults never change. */
const cleanedCharts = new WeakMap<Values, Values>();

interface Walk {
  readonly path: string;
  readonly warnings: string[];
}

/** Helm warns of the same, except of a text over a map at the top level, where it is silent. */
function warnOfMismatches(chart: Values, above: Values, { path, warnings }: Walk): void {
  for (const key of Object.keys(above).sort()) {
    const [own, value] = [ownValue(chart, key), above[key] as Value];
    if (own === undefined || own === null || value === null) continue;
    const keyPath = path === '' ? key : `${path}.${key}`;
    if (isMap(own) && isMap(value)) warnOfMismatches(own, value, { path: keyPath, warnings });
    else if (isMap(value)) warnings.push(`${keyPath}: an object replaces the chart's ${kindOf(own)}`);
    else if (isMap(own)) warnings.push(`${keyPath}: a ${kindOf(value)} replaces the chart's map`);
  }
}

function kindOf(value: Value): string {
  return Array.isArray(value) ? 'list' : 'scalar';
}
