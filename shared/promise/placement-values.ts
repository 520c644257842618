import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { valueAt } from '../release/merged.ts';
import type { Placement } from '../release/placement.ts';

/** The version of a chart that a request names without one: the platform's for that chart, else its default. */
export function chartVersion({ platform }: Placement, chart: string): string {
  const { versions, version } = platform.chartsRepository;
  return Object.hasOwn(versions, chart) ? (versions[chart] as string) : version;
}

/** The platform team's own values of a chart. */
export function platformValuesOf({ platform }: Placement, chart: string): Values {
  return Object.hasOwn(platform.values, chart) ? (platform.values[chart] as Values) : {};
}

/** Said of the field, and of values that say the same. */
export const noMonitoring =
  'The platform has no monitoring (monitoring: true in its BootstrapClaim): take this away';

/** Monitoring on a cluster without its kinds, whatever layer switches it on: Argo CD could not apply the release. */
export function monitoringProblems(merged: Values, { platform }: Placement): Problem[] {
  if (platform.monitoring || valueAt(merged, 'monitoring.enabled') !== true) return [];
  return [problem('monitoring.enabled', noMonitoring)];
}
