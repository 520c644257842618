import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readChartArchive } from '../../shared/chart-files/chart-archive.ts';
import { readChartMetadata } from '../../shared/chart-files/chart-files.ts';
import { chartNotFound } from '../../shared/chart-files/chart-not-found.ts';
import { packageArchive, packageChart } from '../../shared/chart-files/package-chart.ts';
import { problem, RequestError } from '../../shared/errors.ts';
import type { Chart, ChartReference, ChartSource } from '../../shared/helm/chart.ts';

/** Folder of a chart with values for its tests, which are not part of the chart (helm/chart-testing). */
const testValuesFolder = 'ci';

/**
 * Reads the files of a chart folder by their relative paths. Omits names that start with a dot, and the folder `ci`.
 *
 * @throws RequestError `InvalidChart` for a link or another special file, which could point outside of the chart
 *   (CVE-2026-24046)
 */
export async function readChartFolder(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const visit = async (path: string): Promise<void> => {
    for (const entry of await listFolder(join(folder, path))) {
      const entryPath = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entryPath === testValuesFolder) continue;
      if (entry.isDirectory()) await visit(entryPath);
      else if (entry.isFile()) files.set(entryPath, await readFile(join(folder, entryPath)));
      else throw invalid(`"${entryPath}" in "${folder}" is neither file nor folder`);
    }
  };
  await visit('');
  return files;
}

/**
 * Returns the folders with a `Chart.yaml` below `root`, including `root`, sorted. Omits charts within a chart, and does
 * not follow links, names that start with a dot, and `node_modules`.
 */
export async function findChartFolders(root: string): Promise<string[]> {
  return (await findCharts(root)).filter(({ isArchive }) => !isArchive).map(({ path }) => path);
}

/** Location of a chart: a folder with a `Chart.yaml`, or a `.tgz` archive as `helm package` writes it. */
interface ChartLocation {
  readonly path: string;
  readonly isArchive: boolean;
}

async function findCharts(root: string): Promise<ChartLocation[]> {
  const entries = await listFolder(root);
  if (entries.some((entry) => entry.isFile() && entry.name === 'Chart.yaml'))
    return [{ path: root, isArchive: false }];
  const found = await Promise.all(
    entries.map((entry): ChartLocation[] | Promise<ChartLocation[]> => {
      const path = join(root, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : findCharts(path);
      return entry.isFile() && isArchiveName(entry.name) ? [{ path, isArchive: true }] : [];
    }),
  );
  return found.flat();
}

/** Returns true for the name of a packaged chart. */
export function isArchiveName(name: string): boolean {
  return name.endsWith('.tgz');
}

/**
 * Returns the charts below a folder, or the chart of an archive, as a source. The digest of a chart is that of the
 * manifest that our push would create. The source ignores the repository of a reference.
 */
export function folderCharts(root: string): ChartSource {
  let listing: Promise<Listing> | undefined;
  const charts = new Map<string, Promise<Chart>>();
  return {
    async resolveChart({ name, version }: ChartReference): Promise<Chart> {
      listing ??= listCharts(root);
      const selected = selectChart(await listing, { root, name, version });
      const chart = charts.get(selected.path) ?? readChart(selected);
      charts.set(selected.path, chart);
      return chart;
    },
  };
}

interface IdentifiedChart extends ChartLocation {
  readonly name: string;
  readonly version: string;
}

interface Listing {
  readonly charts: readonly IdentifiedChart[];
  /** Errors of charts that could not be identified; other charts stay available. */
  readonly broken: readonly RequestError[];
}

async function listCharts(root: string): Promise<Listing> {
  const locations = isArchiveName(root) ? [{ path: root, isArchive: true }] : await findCharts(root);
  const listed = await Promise.all(locations.map(identifyChart));
  return {
    charts: listed.flatMap((chart) => (chart instanceof RequestError ? [] : [chart])),
    broken: listed.filter((chart) => chart instanceof RequestError),
  };
}

async function identifyChart(found: ChartLocation): Promise<IdentifiedChart | RequestError> {
  const { path, isArchive } = found;
  try {
    const { name, version } = isArchive
      ? await packageArchive(await readFile(path))
      : readChartMetadata(new Map([['Chart.yaml', await readFile(join(path, 'Chart.yaml'))]]));
    return { ...found, name, version };
  } catch (cause) {
    if (!(cause instanceof RequestError)) throw cause;
    return invalid(`"${path}": ${cause.message}`, cause);
  }
}

function selectChart(
  { charts, broken }: Listing,
  { root, name, version }: { root: string; name: string; version: string | undefined },
): IdentifiedChart {
  const [chart, other] = charts.filter(
    (candidate) => candidate.name === name && candidate.version === (version ?? candidate.version),
  );
  if (chart && other) {
    const wanted = version === undefined ? `"${name}"` : `"${name}" version "${version}"`;
    throw invalid(`${wanted} is in both "${chart.path}" and "${other.path}"`);
  }
  if (chart) return chart;
  if (broken[0]) throw broken[0];
  throw chartNotFound({ name, version }, { place: `"${root}"`, charts });
}

async function readChart({ path, isArchive }: ChartLocation): Promise<Chart> {
  const { archive, digest } = isArchive
    ? await packageArchive(await readFile(path))
    : await packageChart(await readChartFolder(path));
  const { appVersion: _, ...contents } = await readChartArchive(archive);
  return { ...contents, digest };
}

async function listFolder(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function invalid(detail: string, cause?: unknown): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart folder is refused: ${detail}`)], { cause });
}
