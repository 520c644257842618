import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { valueAt } from '../release/merged.ts';
import type { Placement } from '../release/placement.ts';

/**
 * Returns the version that the platform pins for a chart: that of the environment, that of the chart, or that of all
 * charts; undefined where nothing is pinned, for the version built into the image.
 */
export function chartVersion(
  { platform, environment }: Pick<Placement, 'platform' | 'environment'>,
  chart: string,
): string | undefined {
  const { environments = {}, versions, version } = platform.chartsRepository;
  const pins = Object.hasOwn(environments, environment) ? environments[environment]! : {};
  const pinned = [pins, versions].find((candidate) => Object.hasOwn(candidate, chart));
  return pinned?.[chart] ?? version;
}

/** Returns the platform team's own values of a chart. */
export function platformValuesOf({ platform }: Placement, chart: string): Values {
  return Object.hasOwn(platform.values, chart) ? platform.values[chart]! : {};
}

/** Message for the field and for free values that enable monitoring. */
export const noMonitoring =
  'The platform has no monitoring; remove this, or ask the platform team for monitoring: true in the BootstrapClaim';

/** Reports monitoring on a cluster without its kinds, whatever layer enables it: Argo CD could not apply the release. */
export function monitoringProblems(merged: Values, { platform }: Placement): Problem[] {
  if (platform.monitoring || valueAt(merged, 'monitoring.enabled') !== true) return [];
  return [problem('monitoring.enabled', noMonitoring)];
}
