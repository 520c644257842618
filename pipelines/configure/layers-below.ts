import type { Chart, Values } from '../../shared/helm/chart.ts';
import type { Layer } from '../../shared/helm/merge-values.ts';
import { mirroredImages } from '../../shared/release/image-mirror.ts';
import type { Release } from '../../shared/release/release.ts';
import { valueAt } from '../../shared/release/value-access.ts';

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

/** Returns true if values set a path. A list comes from one layer as a whole, so only the path of the list counts. */
export function setsValue(values: Values, path: string): boolean {
  return valueAt(values, path.replace(/\[.*$/, '')) !== undefined;
}
