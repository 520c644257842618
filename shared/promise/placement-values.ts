import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import type { Placement } from '../release/placement.ts';
import { valueAt } from '../release/value-access.ts';

/**
 * Returns the version that the platform pins for a chart: the pin of the environment, of the chart, or of all charts, in
 * this order. Undefined without a pin, which means the version built into the image.
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

/** Returns the platform team's values for a chart. */
export function platformValuesFor({ platform }: Placement, chart: string): Values {
  return Object.hasOwn(platform.values, chart) ? platform.values[chart]! : {};
}

/** Message for a field or a free value that enables monitoring. */
export const noMonitoringMessage =
  'The platform has no monitoring; remove this field, or ask the platform team to set monitoring: true in the BootstrapClaim';

/** Reports monitoring, enabled by any layer, on a cluster without its kinds: Argo CD could not apply the release. */
export function monitoringProblems(merged: Values, { platform }: Placement): Problem[] {
  if (platform.monitoring || valueAt(merged, 'monitoring.enabled') !== true) return [];
  return [problem('monitoring.enabled', noMonitoringMessage)];
}
