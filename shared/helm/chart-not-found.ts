import { problem, RequestError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { ChartReference } from './chart.ts';

/** A chart by name and version. */
interface ChartVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * The answer of a place that has not the wanted chart: the other versions of it, or a name that it may have meant. Not
 * everything that is there, so that the answer does not change with every new chart.
 *
 * @param place where it was looked for, as a person would call it: `"charts"`, `the carried charts`
 */
export function chartNotFound(
  wanted: Pick<ChartReference, 'name' | 'version'>,
  { place, charts }: { place: string; charts: readonly ChartVersion[] },
): RequestError {
  const version = wanted.version === undefined ? '' : ` version "${wanted.version}"`;
  const found = `Look-up of chart "${wanted.name}"${version} in ${place} failed`;
  return new RequestError('ChartNotFound', [problem('', `${found}: ${whatIsThere(wanted, charts)}`)]);
}

function whatIsThere({ name }: { name: string }, charts: readonly ChartVersion[]): string {
  if (charts.length === 0) return 'there is no chart';
  const versions = charts.filter((chart) => chart.name === name).map(({ version }) => `"${version}"`);
  if (versions.length > 0) return `there is version ${versions.sort().join(', ')}`;
  const names = [...new Set(charts.map((chart) => chart.name))].sort();
  const near = nearest(name, names);
  return near === undefined ? 'there is no chart of that name' : `did you mean "${near}"?`;
}
