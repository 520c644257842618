import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bumpedCharts,
  type ChartsLock,
  type LockedChart,
  lockCharts,
  markAsReleased,
  parseChartsLock,
  printChartsLock,
  releasedDigest,
} from '../../shared/chart-files/charts-lock.ts';
import { type PackagedChart, packageChart } from '../../shared/chart-files/package-chart.ts';
import { problem, RequestError } from '../../shared/errors.ts';
import { type PushResult, pushChart } from '../../shared/oci/push-chart.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { openRegistry, type RegistryOptions } from '../../shared/oci/registry-client.ts';
import { verifyLockedCharts } from '../../shared/oci/verify-locked-charts.ts';
import { findChartFolders, readChartFolder } from './chart-folder.ts';

/** Folder of charts in a registry, with its access. */
export interface ChartsRepository extends RegistryOptions {
  /** `oci://host[:port]/path` */
  readonly repository: string;
  readonly plainHTTP?: boolean;
}

/**
 * Packages every chart of the Promises, sorted by name.
 *
 * @param complete returns the files to package, with those that are derived from the files of the folder
 * @throws RequestError `InvalidChart` for a broken chart, or two charts with one name
 */
export async function packageCharts(
  promises: string,
  complete: (files: ReadonlyMap<string, Uint8Array>) => ReadonlyMap<string, Uint8Array> = (files) => files,
): Promise<PackagedChart[]> {
  const folders = await findChartFolders(promises);
  const charts = await Promise.all(
    folders.map(async (folder) => packageChart(complete(await readChartFolder(folder)))),
  );
  const sorted = charts.sort((a, b) => (a.name < b.name ? -1 : 1));
  const duplicate = sorted.find(({ name }, index) => sorted[index + 1]?.name === name);
  if (duplicate) {
    const message = `Packaging of "${promises}" failed: duplicate chart "${duplicate.name}"`;
    throw new RequestError('InvalidChart', [problem('', message)]);
  }
  return sorted;
}

/** Reads `charts.lock` of the Promises; empty if it does not exist. */
export async function readLock(promises: string): Promise<ChartsLock> {
  const text = await readFile(join(promises, 'charts.lock'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return parseChartsLock(text);
}

/**
 * Records the current version of every chart as released.
 *
 * @throws RequestError `InvalidChart` for a chart that differs from `charts.lock`
 */
export async function recordRelease(promises: string): Promise<void> {
  const before = await readLock(promises);
  await writeLock(promises, markAsReleased(lockCharts(await packageCharts(promises), before)));
}

/** Returns the charts whose version in `charts.lock` differs from an earlier lock. */
export async function listBumpedCharts(promises: string, before: ChartsLock): Promise<string[]> {
  return bumpedCharts(await readLock(promises), before);
}

/** Writes `charts.lock` of the Promises. */
export async function writeLock(promises: string, lock: ChartsLock): Promise<void> {
  await writeFile(join(promises, 'charts.lock'), printChartsLock(lock));
}

/** Result of pushing one chart. */
export interface PushedChart {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly result: PushResult;
}

/**
 * Pushes charts to `<repository>/<name>`, each under its own version.
 *
 * @param options.replace true to replace the content of an existing version
 * @throws RequestError, UnavailableError of the first chart that cannot be pushed
 */
export async function pushCharts(
  charts: readonly PackagedChart[],
  { repository, replace = false, ...options }: ChartsRepository & { replace?: boolean },
): Promise<PushedChart[]> {
  const registry = openRegistry(parseReference(`${repository}/charts`).registry, options);
  return Promise.all(
    charts.map(async (chart) => {
      const path = parseReference(`${repository}/${chart.name}`).repository;
      const result = await pushChart(registry.repository(path, { actions: 'pull,push' }), chart, { replace });
      return { name: chart.name, version: chart.version, digest: chart.digest, result };
    }),
  );
}

/** Difference between charts, lock and registry for one chart. */
export interface ChartDifference {
  readonly chart: string;
  readonly between: 'charts and lock' | 'lock and release' | 'lock and registry';
  /** Version and digest of the first side, if it has the chart. */
  readonly first?: string;
  readonly second?: string;
  /** Action that removes the difference; absent if the registry did not answer. */
  readonly hint?: 'bump' | 'generate' | 'release' | 'push';
  /** Version of the chart to bump. */
  readonly version?: string;
  /** Error of the registry, if it did not answer. */
  readonly failure?: string;
}

/** Sides to compare besides the charts and their lock. */
export interface Comparison extends Partial<ChartsRepository> {
  /** True if the lock must record the version of every chart as released. */
  readonly released?: boolean;
}

/**
 * Compares the charts with their lock and, if requested, the lock with its released versions and with a registry.
 *
 * @returns every difference; empty if all sides agree
 */
export async function verifyCharts(
  promises: string,
  { released = false, repository, ...options }: Comparison = {},
): Promise<ChartDifference[]> {
  const lock = await readLock(promises);
  return [
    ...compareLocks(lockCharts(await packageCharts(promises)), lock),
    ...(released ? compareReleased(lock) : []),
    ...(repository === undefined ? [] : await compareRegistry(lock, { repository, ...options })),
  ];
}

function compareReleased(lock: ChartsLock): ChartDifference[] {
  return Object.entries(lock).flatMap(([chart, entry]) => {
    const { version } = entry;
    const digest = releasedDigest(lock, { name: chart, version });
    if (digest === entry.digest) return [];
    const hint = digest === undefined ? 'release' : 'bump';
    return [{ chart, between: 'lock and release', version, hint, first: printEntry(entry)! }] as const;
  });
}

function compareLocks(charts: ChartsLock, lock: ChartsLock): ChartDifference[] {
  const names = [...new Set([...Object.keys(charts), ...Object.keys(lock)])].sort();
  return names.flatMap((chart) => {
    const first = printEntry(charts[chart]);
    const second = printEntry(lock[chart]);
    if (first === second) return [];
    const { version = '', digest } = charts[chart] ?? {};
    const released = releasedDigest(lock, { name: chart, version });
    const hint = released === undefined || released === digest ? 'generate' : 'bump';
    const entries = { ...(first && { first }), ...(second && { second }) };
    return [
      { chart, between: 'charts and lock' as const, version, hint: hint as 'generate' | 'bump', ...entries },
    ];
  });
}

async function compareRegistry(lock: ChartsLock, options: ChartsRepository): Promise<ChartDifference[]> {
  const states = await verifyLockedCharts({ ...options, lock }, options);
  return states.flatMap(({ name: chart, version, state, detail }) => {
    if (state === 'same') return [];
    const first = printEntry(lock[chart]) ?? '';
    const found =
      state === 'different'
        ? { second: `${version} ${detail}`, hint: 'bump' as const }
        : state === 'missing'
          ? { hint: 'push' as const }
          : {};
    const failure = state === 'unknown' && detail !== undefined ? { failure: detail } : {};
    return [{ chart, between: 'lock and registry' as const, version, first, ...found, ...failure }];
  });
}

function printEntry(entry: LockedChart | undefined): string | undefined {
  return entry && `${entry.version} ${entry.digest}`;
}
