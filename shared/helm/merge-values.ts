import { deepmergeCustom } from 'deepmerge-ts';
import type { Value, Values } from './chart.ts';
import { type ChartDefaults, ownDefaults } from './chart-tree.ts';
import { isMap, type Layer, ownValue } from './layers.ts';

export type { Layer } from './layers.ts';

/** Content of `values.yaml`, with the warnings of Helm. */
export interface MergedValues {
  /** Merged values, which share objects with the inputs. Keep a null that removes a default, so that Helm removes it too. */
  readonly values: Values;
  /** Merged layers without the defaults of the chart: Helm computes the same from them. */
  readonly overrides: Values;
  /** Warnings for the status: `image.tag: an object replaces …`. */
  readonly warnings: readonly string[];
}

/**
 * Merges layers over a chart's defaults in the same two stages as Helm 4, so that rendering the chart with the merged values
 * equals rendering it with each layer as a `-f` file:
 *
 * 1. The layers are merged with each other (`loader.MergeMaps`): objects merge, other values replace, and null is a value
 *    like any other.
 * 2. The result is merged over the chart's defaults (`CoalesceValues`): a null of a layer is kept, a null of the chart's
 *    defaults is dropped.
 *
 * A single stage would be wrong: a string that replaces an object, and is replaced by an object again, would have dropped
 * the object of the chart.
 *
 * Keys that subcharts see get only the values of the layers: Helm computes the rest as with separate files.
 *
 * @param layers layers in order of precedence, lowest first
 */
export function mergeValues(chart: ChartDefaults, layers: readonly Layer[]): MergedValues {
  const above = mergeLayers(layers);
  const warnings: string[] = [];
  collectTreeWarnings(chart, above, { path: '', warnings });
  return {
    values: mergeMaps(withoutNulls(ownDefaults(chart)), above) as Values,
    overrides: above,
    warnings: [...new Set(warnings)],
  };
}

/** Merges one layer at a time: of three values, deepmerge-ts keeps only the last if the first has another type. */
function mergeLayers(layers: readonly Layer[]): Values {
  return layers.reduce<Values>((merged, { values }) => mergeMaps(merged, values) as Values, {});
}

/** Merge without the key metadata of deepmerge-ts, which nothing uses. */
const mergeMaps = deepmergeCustom({ mergeArrays: false, metaDataUpdater: () => undefined });

/** Removes nulls of objects at every level, but not of lists, as Helm 4 does with defaults (`cleanNilValues`). */
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

/** Cache of defaults without nulls: many releases share a chart. */
const cleanedCharts = new WeakMap<Values, Values>();

interface WarningContext {
  readonly path: string;
  readonly warnings: string[];
}

/** Collects the warnings about the defaults of a chart and of its subcharts. */
function collectTreeWarnings(chart: ChartDefaults, above: Values, context: WarningContext): void {
  collectWarnings(chart.values, above, context);
  for (const subchart of chart.subcharts ?? []) {
    const listed = chart.dependencies?.filter(({ name }) => name === subchart.name) ?? [];
    const keys = listed.length === 0 ? [subchart.name] : listed.map(({ name, alias }) => alias || name);
    for (const key of keys) {
      const below = ownValue(above, key);
      const path = context.path === '' ? key : `${context.path}.${key}`;
      if (isMap(below)) collectTreeWarnings(subchart, below, { ...context, path });
    }
  }
}

/** Collects the warnings of Helm, and one about a string over an object at the top level, where Helm has none. */
function collectWarnings(chart: Values, above: Values, { path, warnings }: WarningContext): void {
  for (const key of Object.keys(above).sort()) {
    const [own, value] = [ownValue(chart, key), above[key] as Value];
    if (own === undefined || own === null || value === null) continue;
    const keyPath = path === '' ? key : `${path}.${key}`;
    if (isMap(own) && isMap(value)) collectWarnings(own, value, { path: keyPath, warnings });
    else if (isMap(value)) warnings.push(`${keyPath}: an object replaces the chart's ${typeName(own)}`);
    else if (isMap(own)) warnings.push(`${keyPath}: a ${typeName(value)} replaces the chart's object`);
  }
}

function typeName(value: Value): string {
  return Array.isArray(value) ? 'list' : 'scalar';
}
