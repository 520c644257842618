import { problem, RequestError } from '../errors.ts';
import { parseChartYaml, printYaml } from '../yaml.ts';
import { isChartName, isChartVersion } from './chart-identity.ts';
import { isDigest } from './digest.ts';

/** Version and manifest digest of a chart as our own push makes it, and the digests of its released versions. */
export interface LockedChart {
  readonly version: string;
  readonly digest: string;
  /** Digest by version. The content of a released version never changes. */
  readonly released?: { readonly [version: string]: string };
}

/** Our own charts, by name. */
export interface ChartsLock {
  readonly [chart: string]: LockedChart;
}

/** A chart that is packaged: what its lock entry is made of. */
type PackagedVersion = Pick<LockedChart, 'version' | 'digest'> & { readonly name: string };

/**
 * Returns the lock of packaged charts.
 *
 * @param before lock that records the released versions
 * @throws RequestError `InvalidChart` for every chart that changed under a released version
 */
export function lockCharts(charts: readonly PackagedVersion[], before: ChartsLock = {}): ChartsLock {
  const changed = charts.filter(({ name, version, digest }) => {
    const released = releasedDigest(before, { name, version });
    return released !== undefined && released !== digest;
  });
  if (changed.length > 0) throw changedUnderVersion(changed);
  return Object.fromEntries(
    charts.map(({ name, version, digest }) => {
      const released = Object.hasOwn(before, name) ? before[name]!.released : undefined;
      return [name, { version, digest, ...(released && { released }) }];
    }),
  );
}

/** Returns a lock that records the current version of every chart as released. */
export function releaseCharts(lock: ChartsLock): ChartsLock {
  return Object.fromEntries(
    Object.entries(lock).map(([name, { version, digest, released }]) => [
      name,
      { version, digest, released: { ...released, [version]: digest } },
    ]),
  );
}

/** Returns the charts of a lock whose version an earlier lock does not have: those with a bumped version. */
export function bumpedCharts(lock: ChartsLock, before: ChartsLock): string[] {
  return Object.keys(lock).filter(
    (name) => Object.hasOwn(before, name) && before[name]!.version !== lock[name]!.version,
  );
}

/** Returns the digest under which a version of a chart was released, if it was. */
export function releasedDigest(
  lock: ChartsLock,
  { name, version }: { name: string; version: string },
): string | undefined {
  const released = (Object.hasOwn(lock, name) ? lock[name]!.released : undefined) ?? {};
  return Object.hasOwn(released, version) ? released[version] : undefined;
}

/** Returns the error for charts whose content changed although their version is published. */
export function changedUnderVersion(
  charts: readonly { readonly name: string; readonly version: string }[],
): RequestError {
  return new RequestError(
    'InvalidChart',
    charts.map(({ name, version }) => problem('', changedSentence({ name, version }))),
  );
}

/** Returns the one sentence about a chart whose content changed although its version is published. */
export function changedSentence({ name, version }: { name: string; version: string }): string {
  return `chart ${name} changed under version ${version}: bump \`version\` in Chart.yaml, then run make generate`;
}

/**
 * Reads `charts.lock`.
 *
 * @throws RequestError `InvalidChart` naming the entry that is not `{version, digest}`
 */
export function parseChartsLock(text: string): ChartsLock {
  const lock = parseChartYaml(text, 'charts.lock') ?? {};
  if (typeof lock !== 'object' || Array.isArray(lock)) throw invalid('it must be an object of charts');
  return Object.fromEntries(
    Object.entries(lock).map(([name, entry]) => {
      const { version, digest, released } = (entry ?? {}) as { [key: string]: unknown };
      if (!isChartName(name) || !isChartVersion(version) || !isDigest(digest) || !areReleased(released)) {
        throw invalid(`"${name}" must have a version and a digest "sha256:…"`);
      }
      return [name, { version, digest, ...(released && { released }) }];
    }),
  );
}

function areReleased(released: unknown): released is LockedChart['released'] {
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
