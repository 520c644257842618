import type { Chart, Values } from '../../shared/helm/chart.ts';
import { type Layer, mergeValues } from '../../shared/helm/merge-values.ts';
import { mirroredImages } from '../../shared/release/image-mirror.ts';
import type { Release } from '../../shared/release/release.ts';
import { valueAt } from '../../shared/release/value-access.ts';
import { type ChartTreeValues, computeValues } from './chart-values.ts';

/** Returns the layers between a chart's defaults and a request: production, if it applies, and platform. */
export function layersBelow(
  chart: Chart,
  { production, imageMirror, platformValues }: Pick<Release, 'production' | 'imageMirror' | 'platformValues'>,
): Layer[] {
  return [
    ...(production && chart.productionValues
      ? [{ name: 'production' as const, values: chart.productionValues }]
      : []),
    ...(imageMirror === undefined
      ? []
      : [{ name: 'platform' as const, values: mirroredImages(chart.values, imageMirror) }]),
    { name: 'platform', values: platformValues },
  ];
}

/** Values of a chart without a request. */
export interface ValuesBelow {
  readonly layers: readonly Layer[];
  readonly merged: Values;
  readonly tree: ChartTreeValues;
}

const known = new WeakMap<Chart, Map<string, ValuesBelow>>();

/** Returns the values below a request. The releases of a request share them, unless the platform's values differ. */
export function valuesBelow(chart: Chart, release: Release): ValuesBelow {
  const layers = layersBelow(chart, release);
  const ofChart = known.get(chart) ?? new Map<string, ValuesBelow>();
  known.set(chart, ofChart);
  const key = JSON.stringify(layers.map(({ values }) => values));
  const found = ofChart.get(key) ?? computeBelow(chart, layers);
  ofChart.set(key, found);
  return found;
}

function computeBelow(chart: Chart, layers: readonly Layer[]): ValuesBelow {
  const merged = mergeValues(chart, layers).values;
  return { layers, merged, tree: computeValues(chart, merged) };
}

/** Returns true if values set a path. A list comes from one layer as a whole, so only the path of the list counts. */
export function setsValue(values: Values, path: string): boolean {
  return valueAt(values, path.replace(/\[.*$/, '')) !== undefined;
}
