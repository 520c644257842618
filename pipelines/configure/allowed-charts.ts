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
 * @param at.ofPlatform true for a BootstrapClaim: the platform team reads the message
 * @throws RequestError `NotAllowed`
 */
export function checkAllowedChart(
  { name, version }: { readonly name: string; readonly version?: string | undefined },
  {
    platform,
    path,
    ofPlatform = false,
  }: { readonly platform: Platform; readonly path: string; readonly ofPlatform?: boolean },
): void {
  if (name === namespaceChart) {
    const message = `Chart "${name}" is reserved for namespaces; create an InfrastructureClaim, or use another chart`;
    throw new RequestError('NotAllowed', [problem(`${path}.name`, message)]);
  }
  if (isOwnChart(name)) return;
  const allowed = thirdPartyCharts(platform);
  const found = allowed.find((chart) => chart.name === name);
  if (found === undefined) {
    const message = ofPlatform ? unknownMessage(name, platform) : unlistedMessage(name, allowed);
    throw new RequestError('NotAllowed', [problem(`${path}.name`, message)]);
  }
  const { versions } = found;
  if (version === undefined || versions === undefined || versions.some((one) => allows(one, version))) return;
  const message = `Version "${version}" of chart "${name}" is not allowed; allowed: ${versions.join(', ')}; ${ofPlatform ? addTo('version') : askFor('version')}`;
  throw new RequestError('NotAllowed', [problem(`${path}.version`, message)]);
}

/** Returns true for the version itself, or for a version in a range. For Helm, "1.2" alone would be the range 1.2.x. */
function allows(entry: string, version: string): boolean {
  return isChartVersion(entry) ? entry === version : isInRange(version, entry);
}

const addTo = (what: string): string => `list the ${what} in spec.chartsRepository.allowed`;

const askFor = (what: string): string =>
  `ask the platform team to list the ${what} in BootstrapClaim spec.chartsRepository.allowed`;

const serviceCharts = services.map(({ type }) => type);

function unlistedMessage(name: string, allowed: readonly AllowedChart[]): string {
  const ours = Object.keys(chartKinds).filter((chart) => ![...serviceCharts, namespaceChart].includes(chart));
  const names = [...ours, ...allowed.map((chart) => chart.name)];
  const hint = chartsHint(name, { names, label: 'allowed', otherwise: askFor('chart') });
  return `Chart "${name}" is not allowed${hint}`;
}

/** Returns the charts that a BootstrapClaim can name: those of this project, and those that it lists. */
function knownCharts(platform: Platform): string[] {
  return [...Object.keys(chartKinds), ...thirdPartyCharts(platform).map(({ name }) => name)];
}

/** Returns the message for the platform team about a chart that its BootstrapClaim names and does not list. */
function unknownMessage(name: string, platform: Platform): string {
  const names = knownCharts(platform);
  return `Unknown chart "${name}"${chartsHint(name, { names, label: 'supported', otherwise: addTo('chart') })}`;
}

/** Returns a hint with the nearest chart, or with all charts if none is near, and with what to do to use this one. */
function chartsHint(
  name: string,
  {
    names,
    label,
    otherwise,
  }: { readonly names: readonly string[]; readonly label: string; readonly otherwise: string },
): string {
  const near = nearest(name, names);
  return near === undefined
    ? `; ${label}: ${names.join(', ')}; ${otherwise}`
    : `${didYouMean(near)} Otherwise, ${otherwise}`;
}

/** Returns warnings about charts that a platform lists although the image carries them, or that it names without listing them. */
export function chartWarnings(platform: Platform): string[] {
  const { chartsRepository, tenants = [] } = platform;
  const { allowed = [], versions = {}, environments = {} } = chartsRepository;
  const known = knownCharts(platform);
  const unknown = (path: string, names: readonly string[]): string[] =>
    names.filter((name) => !known.includes(name)).map((name) => `${path}: ${unknownMessage(name, platform)}`);
  return [
    ...allowed
      .filter(({ name }) => isOwnChart(name))
      .map(({ name }) => `spec.chartsRepository.allowed: "${name}" is built into the image; remove it`),
    ...unknown('spec.chartsRepository.versions', Object.keys(versions)),
    ...Object.entries(environments).flatMap(([environment, pinned]) =>
      unknown(`spec.chartsRepository.environments.${environment}`, Object.keys(pinned)),
    ),
    ...tenants.flatMap(({ charts = [] }, index) => unknown(`spec.tenants[${index}].charts`, charts)),
  ];
}
