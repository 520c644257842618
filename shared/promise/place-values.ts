import type { Values } from '../helm/chart.ts';
import type { Place } from '../release/place.ts';

/** The version of a chart that a request names without one: the platform's for that chart, else its default. */
export function chartVersion({ platform }: Place, chart: string): string {
  const { versions, version } = platform.chartsRepository;
  return Object.hasOwn(versions, chart) ? (versions[chart] as string) : version;
}

/** The platform team's own values of a chart. */
export function platformValuesOf({ platform }: Place, chart: string): Values {
  return Object.hasOwn(platform.values, chart) ? (platform.values[chart] as Values) : {};
}
