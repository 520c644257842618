import { problem, RequestError } from '../errors.ts';
import type { ChartReference } from '../helm/chart.ts';
import { nearest } from '../nearest.ts';

/** Name and version of a chart. */
interface ChartVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * Returns the error for a chart that a source does not have. It lists other versions, suggests a similar name, or lists
 * every chart.
 *
 * @param place name of the source for the message: `"charts"`, `the carried charts`
 */
export function chartNotFound(
  wanted: Pick<ChartReference, 'name' | 'version'>,
  { place, charts }: { place: string; charts: readonly ChartVersion[] },
): RequestError {
  const version = wanted.version === undefined ? '' : ` version "${wanted.version}"`;
  const lookup = `Chart "${wanted.name}"${version} not found in ${place}`;
  return new RequestError('ChartNotFound', [problem('', `${lookup}; ${describeAvailable(wanted, charts)}`)]);
}

/** Returns the error for a chart that a registry would have to find without a version, at the field `version`. */
export function versionRequired({ name }: Pick<ChartReference, 'name'>): RequestError {
  const message = `Chart "${name}" needs a version, because it is not built into the image; set an exact version such as "1.0.0"`;
  return new RequestError('ChartNotFound', [problem('version', message)]);
}

function describeAvailable({ name }: { name: string }, charts: readonly ChartVersion[]): string {
  if (charts.length === 0) return 'it contains no charts';
  const versions = charts.filter((chart) => chart.name === name).map(({ version }) => `"${version}"`);
  if (versions.length > 0) return `available versions: ${versions.sort().join(', ')}`;
  const names = [...new Set(charts.map((chart) => chart.name))].sort();
  const near = nearest(name, names);
  return near === undefined ? `known charts: ${names.join(', ')}` : `did you mean "${near}"?`;
}
