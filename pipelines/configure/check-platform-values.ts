import { type Problem, RequestError } from '../../shared/errors.ts';
import type { ChartSource } from '../../shared/helm/chart.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { chartVersion } from '../../shared/promise/placement-values.ts';
import { namespaceChart } from '../../shared/release/namespace-defaults.ts';
import { isProduction } from '../../shared/release/placement.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { checkAllowedChart } from './allowed-charts.ts';
import { computeValues, treeProblems } from './chart-values.ts';
import { layersBelow, setsValue } from './layers-below.ts';
import { type ResolvedChart, resolveCharts } from './resolve-charts.ts';

/** Values that a platform sets for a chart, with the chart in one version, for production or for other environments. */
interface PlatformValues {
  readonly path: string;
  readonly name: string;
  readonly production: boolean;
  readonly resolved: ResolvedChart | RequestError;
}

/**
 * Reads the charts whose values a platform sets, in the version of each environment. Environments that differ in
 * neither version nor production count as one.
 *
 * @throws UnavailableError if a registry did not answer and no chart was refused
 */
export async function resolvePlatformCharts(
  platform: Platform,
  source: ChartSource,
): Promise<PlatformValues[]> {
  const wanted = Object.keys(platform.values).flatMap((name) =>
    distinct(
      platform.gitOps.environments.map((environment) => ({
        path: `spec.values.${name}`,
        name,
        ownsNamespace: name === namespaceChart,
        production: isProduction(platform, environment),
        chart: { name, version: chartVersion({ platform, environment }, name) },
      })),
    ),
  );
  const charts = await resolveCharts(wanted, {
    platform,
    source,
    check: (chart, at) => checkAllowedChart(chart, { ...at, ofPlatform: true }),
  });
  return wanted.map((entry, index) => ({ ...entry, resolved: charts[index]! }));
}

/**
 * Checks the values that a platform sets against the charts.
 *
 * @throws RequestError `InvalidValues` or the refusal of a chart, with the path of every value that is refused
 */
export function checkPlatformValues(platform: Platform, charts: readonly PlatformValues[]): void {
  const refused = charts.flatMap(({ path, resolved }) =>
    resolved instanceof RequestError ? [{ path, resolved }] : [],
  );
  const problems = distinct([
    ...refused.flatMap(({ path, resolved }) => resolved.problems.map(({ message }) => ({ path, message }))),
    ...charts.flatMap((entry) => valueProblems(platform, entry)),
  ]);
  if (problems.length > 0) throw new RequestError(refused[0]?.resolved.reason ?? 'InvalidValues', problems);
}

function distinct<Entry>(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** Returns only problems of values that the platform sets: a request may still set a missing value. */
function valueProblems(platform: Platform, { name, path, production, resolved }: PlatformValues): Problem[] {
  if (resolved instanceof RequestError) return [];
  const { chart } = resolved;
  const values = platform.values[name]!;
  const merged = mergeValues(chart, layersBelow(chart, { production, platformValues: values }));
  return treeProblems(resolved, computeValues(chart, merged.values))
    .filter((found) => setsValue(values, found.path))
    .map((found) => ({ path: `${path}.${found.path}`, message: found.message }));
}
