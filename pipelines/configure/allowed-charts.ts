import { chartKinds } from '../../promises/chart-kinds.ts';
import { services } from '../../promises/services.ts';
import { isChartVersion } from '../../shared/chart-files/chart-identity.ts';
import { problem, RequestError } from '../../shared/errors.ts';
import { isInRange } from '../../shared/helm/version-range.ts';
import { didYouMean, nearest } from '../../shared/nearest.ts';
import { namespaceChart } from '../../shared/release/namespace-defaults.ts';
import type { AllowedChart, Platform } from '../../shared/release/platform.ts';

/** Returns true for a chart of this project, which the image carries. */
export function isOwnChart(name: string): boolean {
  return Object.hasOwn(chartKinds, name);
}

/** Returns the kinds of the objects that the charts of this project render for requests. */
export function requestKinds(): string[] {
  return Object.entries(chartKinds).flatMap(([chart, kinds]) => (chart === namespaceChart ? [] : kinds));
}

/** Returns the charts that a platform allows besides those of this project. */
export function thirdPartyCharts({
  chartsRepository,
}: Pick<Platform, 'chartsRepository'>): readonly AllowedChart[] {
  return (chartsRepository.allowed ?? []).filter(({ name }) => !isOwnChart(name));
}

/** Returns true if the `values-production.yaml` of a chart is a layer: of this project, or as the platform declares it. */
export function appliesProductionValues(name: string, platform: Platform): boolean {
  return (
    isOwnChart(name) ||
    thirdPartyCharts(platform).some((chart) => chart.name === name && chart.productionValues === true)
  );
}

/**
 * Checks that requests of a platform may use a chart: one of this project, or one that the BootstrapClaim lists, in a
 * version that it lists.
 *
 * @param at.path path of the chart in the request
 * @throws RequestError `NotAllowed`
 */
export function checkAllowedChart(
  { name, version }: { readonly name: string; readonly version?: string | undefined },
  { platform, path }: { readonly platform: Platform; readonly path: string },
): void {
  if (name === namespaceChart) {
    const message = `Chart "${name}" is reserved for namespaces; create an InfrastructureClaim, or use another chart`;
    throw new RequestError('NotAllowed', [problem(`${path}.name`, message)]);
  }
  if (isOwnChart(name)) return;
  const allowed = thirdPartyCharts(platform);
  const found = allowed.find((chart) => chart.name === name);
  if (found === undefined) {
    const names = allowed.map((chart) => chart.name);
    throw new RequestError('NotAllowed', [problem(`${path}.name`, unlistedMessage(name, names))]);
  }
  const { versions } = found;
  if (version === undefined || versions === undefined || versions.some((one) => allows(one, version))) return;
  const message = `Version "${version}" of chart "${name}" is not allowed; allowed: ${versions.join(', ')}; ask ${entry('version')}`;
  throw new RequestError('NotAllowed', [problem(`${path}.version`, message)]);
}

/** Returns true for the version itself, or for a version in a range. For Helm, "1.2" alone would be the range 1.2.x. */
function allows(entry: string, version: string): boolean {
  return isChartVersion(entry) ? entry === version : isInRange(version, entry);
}

const entry = (what: string): string =>
  `the platform team to list the ${what} in BootstrapClaim spec.chartsRepository.allowed`;

const serviceCharts = services.map(({ type }) => type);

function unlistedMessage(name: string, allowed: readonly string[]): string {
  const ours = Object.keys(chartKinds).filter((chart) => ![...serviceCharts, namespaceChart].includes(chart));
  const near = nearest(name, [...ours, ...allowed]);
  const what = `Chart "${name}" is not allowed`;
  if (near !== undefined) return `${what}; did you mean "${near}"? Otherwise, ask ${entry('chart')}`;
  return `${what}; allowed: ${[...ours, ...allowed].join(', ')}; ask ${entry('chart')}`;
}

/** Returns warnings about charts that a platform lists although the image carries them, or that it gives to a tenant only. */
export function chartWarnings(platform: Platform): string[] {
  const { chartsRepository, tenants = [] } = platform;
  const known = [...Object.keys(chartKinds), ...thirdPartyCharts(platform).map(({ name }) => name)];
  return [
    ...(chartsRepository.allowed ?? [])
      .filter(({ name }) => isOwnChart(name))
      .map(({ name }) => `spec.chartsRepository.allowed: "${name}" is built into the image; remove it`),
    ...tenants.flatMap(({ charts = [] }, index) =>
      charts
        .filter((name) => !known.includes(name))
        .map((name) => {
          const hint = didYouMean(nearest(name, known)) || '; list it there';
          return `spec.tenants[${index}].charts: "${name}" is neither built into the image nor listed in spec.chartsRepository.allowed${hint}`;
        }),
    ),
  ];
}
