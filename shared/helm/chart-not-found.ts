import { problem, RequestError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { ChartReference } from './chart.ts';

/** A chart by name and version. */
interface ChartVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * Returns the error of a place without the chart. It names the other versions, a similar name, or else every chart.
 *
 * @param place name for the message: `"charts"`, `the carried charts`
 */
export function chartNotFound(
  wanted: Pick<ChartReference, 'name' | 'version'>,
  { place, charts }: { place: string; charts: readonly ChartVersion[] },
): RequestError {
  const version = wanted.version === undefined ? '' : ` version "${wanted.version}"`;
  const found = `Lookup of chart "${wanted.name}"${version} in ${place} failed`;
  return new RequestError('ChartNotFound', [problem('', `${found}: ${whatIsThere(wanted, charts)}`)]);
}

function whatIsThere({ name }: { name: string }, charts: readonly ChartVersion[]): string {
  if (charts.length === 0) return 'no charts found';
  const versions = charts.filter((chart) => chart.name === name).map(({ version }) => `"${version}"`);
  if (versions.length > 0) return `available versions: ${versions.sort().join(', ')}`;
  const names = [...new Set(charts.map((chart) => chart.name))].sort();
  const near = nearest(name, names);
  return near === undefined ? `known charts: ${names.join(', ')}` : `did you mean "${near}"?`;
}
