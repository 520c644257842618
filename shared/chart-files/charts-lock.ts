import { problem, RequestError } from '../errors.ts';
import { parseChartYaml, printYaml } from '../yaml.ts';
import { isChartName, isChartVersion } from './chart-identity.ts';
import { isDigest } from './digest.ts';

/** Version and manifest digest of a built-in chart, and the digests of its released versions. */
export interface LockedChart {
  readonly version: string;
  readonly digest: string;
  /** Digest by version. The content of a released version never changes. */
  readonly released?: { readonly [version: string]: string };
}

/** Lock of the built-in charts, by name. */
export interface ChartsLock {
  readonly [chart: string]: LockedChart;
}

/** Name, version and digest of a packaged chart. */
type PackagedVersion = Pick<LockedChart, 'version' | 'digest'> & { readonly name: string };

/**
 * Returns the lock of packaged charts.
 *
 * @param before previous lock, which records the released versions
 * @throws RequestError `InvalidChart` for every chart that changed under a released version
 */
export function lockCharts(charts: readonly PackagedVersion[], before: ChartsLock = {}): ChartsLock {
  const changed = charts.filter(({ name, version, digest }) => {
    const released = releasedDigest(before, { name, version });
    return released !== undefined && released !== digest;
  });
  if (changed.length > 0) throw changedChartsError(changed);
  return Object.fromEntries(
    charts.map(({ name, version, digest }) => {
      const released = Object.hasOwn(before, name) ? before[name]!.released : undefined;
      return [name, { version, digest, ...(released && { released }) }];
    }),
  );
}

/** Returns a lock that records the current version of every chart as released. */
export function markAsReleased(lock: ChartsLock): ChartsLock {
  return Object.fromEntries(
    Object.entries(lock).map(([name, { version, digest, released }]) => [
      name,
      { version, digest, released: { ...released, [version]: digest } },
    ]),
  );
}

/** Returns the charts whose version differs from an earlier lock. */
export function bumpedCharts(lock: ChartsLock, before: ChartsLock): string[] {
  return Object.keys(lock).filter(
    (name) => Object.hasOwn(before, name) && before[name]!.version !== lock[name]!.version,
  );
}

/** Returns the digest of a released version of a chart; undefined if the version is not released. */
export function releasedDigest(
  lock: ChartsLock,
  { name, version }: { name: string; version: string },
): string | undefined {
  const released = (Object.hasOwn(lock, name) ? lock[name]!.released : undefined) ?? {};
  return Object.hasOwn(released, version) ? released[version] : undefined;
}

/** Returns the error for charts that changed without a new version. */
export function changedChartsError(
  charts: readonly { readonly name: string; readonly version: string }[],
): RequestError {
  return new RequestError(
    'InvalidChart',
    charts.map(({ name, version }) => problem('', changedChartMessage({ name, version }))),
  );
}

/** Returns the message for a chart that changed without a new version. */
export function changedChartMessage({ name, version }: { name: string; version: string }): string {
  return `chart ${name} changed under version ${version}: bump \`version\` in Chart.yaml, then run make generate`;
}

/**
 * Parses `charts.lock`.
 *
 * @throws RequestError `InvalidChart` with the malformed entry
 */
export function parseChartsLock(text: string): ChartsLock {
  const lock = parseChartYaml(text, 'charts.lock') ?? {};
  if (typeof lock !== 'object' || Array.isArray(lock)) throw invalid('it must be an object of charts');
  return Object.fromEntries(
    Object.entries(lock).map(([name, entry]) => {
      const { version, digest, released } = (entry ?? {}) as { [key: string]: unknown };
      if (!isChartName(name) || !isChartVersion(version) || !isDigest(digest) || !isDigestMap(released)) {
        throw invalid(`"${name}" must have a version and a digest "sha256:…"`);
      }
      return [name, { version, digest, ...(released && { released }) }];
    }),
  );
}

function isDigestMap(released: unknown): released is LockedChart['released'] {
  if (released === undefined) return true;
  if (typeof released !== 'object' || released === null) return false;
  return Object.entries(released).every(([version, digest]) => isChartVersion(version) && isDigest(digest));
}

/** Prints `charts.lock`, sorted by chart. */
export function printChartsLock(lock: ChartsLock): string {
  return printYaml(lock);
}

function invalid(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `File "charts.lock" is refused: ${detail}`)]);
}
