/** Versions of an engine with the same data format: `17.6` to `17.11` of series `17`. */
export interface Series {
  readonly name: string;
  /** Versions that exist, and that chart and operator support, oldest first. */
  readonly versions: readonly string[];
  /** Last day of support by its project, for the reference page; absent if the project names none. */
  readonly supportedUntil?: string;
  /** Reason why new services cannot use the series, as the end of a sentence: its project no longer supports it. */
  readonly retired?: string;
}

/** Versions of an engine, by series, oldest first. */
export interface EngineVersions {
  readonly series: readonly Series[];
  /** Consequence of an upgrade to the next series. With it, an upgrade needs `upgrade.allowMajor`. */
  readonly outage?: string;
  /** True if the engine starts on the data of every earlier series, not only of the one before. */
  readonly skipsSeries?: boolean;
  /** True if the engine cannot be downgraded within a series either. */
  readonly onlyUp?: boolean;
  /** True if the data keeps the format of the series before, so that the engine can return to that one. */
  readonly keepsFormat?: boolean;
}

/** Returns a series with the versions `<name>.<first>` to `<name>.<last>`, and further ones. */
export function seriesOf(name: string, [first, last]: readonly [number, number], ...more: string[]): Series {
  const versions = Array.from({ length: last - first + 1 }, (_, index) => `${name}.${first + index}`);
  return { name, versions: [...versions, ...more] };
}

/** Returns the latest version of a series, or an exact version itself; undefined for an unknown one. */
export function resolveVersion({ series }: EngineVersions, version: string): string | undefined {
  const position = positionOf(series, version);
  if (position === undefined) return undefined;
  return position.version === undefined ? series[position.series]!.versions.at(-1) : version;
}

/** Returns the pattern of every series and version, valid in JavaScript and in RE2 for the CRD. */
export function versionPattern({ series }: EngineVersions): RegExp {
  const all = series.flatMap(({ name, versions }) => [name, ...versions]);
  return new RegExp(`^(${all.map((version) => version.replaceAll('.', '[.]')).join('|')})$`);
}

/** Describes the versions for messages and the reference page: `16 (16.10 to 16.15), 17 (17.6 to 17.11)`. */
export function describeVersions({ series }: EngineVersions): string {
  return series.map(({ name, versions }) => `${name} (${describeRuns(versions)})`).join(', ');
}

/** Joins versions, each run of consecutive ones as its first and last. */
function describeRuns(versions: readonly string[]): string {
  const runs: string[][] = [];
  for (const version of versions) {
    const run = runs.at(-1);
    if (run !== undefined && isNext(run.at(-1)!, version)) run.push(version);
    else runs.push([version]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.join(', '))).join(', ');
}

function isNext(before: string, version: string): boolean {
  const [, start = '', number = ''] = /^(.*\.)([0-9]+)$/.exec(before) ?? [];
  return start !== '' && version === `${start}${Number(number) + 1}`;
}

/** Series that gets no more fixes, with the one to use instead. */
export interface Retirement {
  readonly reason: string;
  readonly successor: string;
}

/** Returns the retirement of the series of a version; undefined for a series that is still fixed. */
export function retirementOf({ series }: EngineVersions, version: string): Retirement | undefined {
  const reason = series[positionOf(series, version)?.series ?? -1]?.retired;
  const successor = series.findLast(({ retired }) => retired === undefined);
  return reason === undefined || successor === undefined ? undefined : { reason, successor: successor.name };
}

/** Change of the version of a delivered service. */
export interface VersionChange {
  readonly engine: string;
  readonly from: string;
  readonly to: string;
  /** Consent of the request. */
  readonly upgrade?:
    | { readonly allowMajor?: boolean | undefined; readonly rollback?: boolean | undefined }
    | undefined;
}

/** Returns why the engine cannot make a change of its version, with the fix; undefined if it can. */
export function versionChangeProblem(versions: EngineVersions, change: VersionChange): string | undefined {
  const { series, onlyUp = false } = versions;
  const [before, after] = [positionOf(series, change.from), positionOf(series, change.to)];
  // The table may no longer list a delivered version: any change away from it is allowed.
  if (before === undefined || after === undefined) return undefined;
  if (after.series > before.series)
    return upgradeProblem(versions, { ...change, before: before.series, after: after.series });
  if (after.series < before.series)
    return downgradeProblem(versions, { ...change, before: before.series, after: after.series });
  return onlyUp && (after.version ?? -1) < (before.version ?? -1) ? keepMessage(change) : undefined;
}

/** Change to another series, with the positions of both. */
interface SeriesChange extends VersionChange {
  readonly before: number;
  readonly after: number;
}

function upgradeProblem(
  { series, outage, skipsSeries = false }: EngineVersions,
  { engine, from, to, upgrade = {}, before, after }: SeriesChange,
): string | undefined {
  const next = series[before + 1]!.name;
  if (after - before > 1 && !skipsSeries)
    return `${engine} cannot skip ${next}; upgrade from ${from} to ${next} first`;
  if (outage === undefined || upgrade.allowMajor === true) return undefined;
  return `${engine} ${from} to ${to}: ${outage}; make a backup, then set upgrade.allowMajor: true`;
}

/** Refuses a downgrade, unless it repairs an upgrade that has failed. */
function downgradeProblem(
  { series, outage, keepsFormat = false }: EngineVersions,
  { before, after, ...change }: SeriesChange,
): string | undefined {
  if (keepsFormat && before - after === 1) return undefined;
  if (outage === undefined) return keepMessage(change);
  if (before - after > 1) return keepMessage(change);
  if (change.upgrade?.rollback === true) return undefined;
  return `${keepMessage(change)}, or set upgrade.rollback: true if the upgrade from ${series[after]!.name} has failed`;
}

const keepMessage = ({ engine, from, to }: VersionChange): string =>
  `${engine} cannot be downgraded from ${from} to ${to}; keep ${from}`;

/** Position of a version in its series; of a series, only its own. */
interface Position {
  readonly series: number;
  readonly version?: number;
}

function positionOf(all: readonly Series[], version: string): Position | undefined {
  const series = all.findIndex(({ name, versions }) => name === version || versions.includes(version));
  if (series === -1) return undefined;
  return all[series]!.name === version
    ? { series }
    : { series, version: all[series]!.versions.indexOf(version) };
}
