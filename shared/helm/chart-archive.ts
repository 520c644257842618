import { problem, RequestError } from '../errors.ts';
import { type ArchiveBudget, type ArchiveLimits, archiveLimits, readArchiveFiles } from './archive-files.ts';
import {
  type ChartContents,
  checkDependencies,
  hasDeleteHook,
  isTemplate,
  isValueFile,
  readChartFiles,
} from './chart-files.ts';
import { type ChartFiles, isSubchartArchive, isSubchartFile, readTree } from './read-subcharts.ts';

/** Options of {@link readChartArchive}. */
export interface ReadChartOptions {
  /** Expected chart. An archive of another chart is refused. */
  readonly expected?: { readonly name: string; readonly version: string };
  /** Other limits, for tests. */
  readonly limits?: Partial<ArchiveLimits>;
}

/**
 * Reads a packaged chart in memory: metadata, values files, and whether its templates have delete hooks.
 *
 * @param archive gzipped tar as `helm package` creates it, with every entry under `<name>/`
 * @throws RequestError `InvalidChart` if the archive is broken, too large, hostile, contains another chart, or lacks a
 *   dependency
 */
export async function readChartArchive(
  archive: Uint8Array,
  options: ReadChartOptions = {},
): Promise<ChartContents> {
  const budget = { limits: { ...archiveLimits, ...options.limits }, inflated: 0, entries: 0 };
  const collected = await collectFiles(archive, budget);
  const { folder, files, hasDeleteHooks } = collected;
  const chart = { ...readChartFiles(files, { hasDeleteHooks }), ...readTree(collected) };
  checkDependencies(chart);
  if (folder !== chart.name) {
    throw mismatch(`its folder is "${folder}" and its Chart.yaml says "${chart.name}"`);
  }
  const { expected } = options;
  if (expected && (expected.name !== chart.name || expected.version !== chart.version)) {
    const found = `"${chart.name}" version "${chart.version}"`;
    throw mismatch(`"${expected.name}" version "${expected.version}" was requested, but it holds ${found}`);
  }
  return chart;
}

interface CollectedFiles extends ChartFiles {
  readonly folder: string;
  readonly hasDeleteHooks: boolean;
}

async function collectFiles(archive: Uint8Array, budget: ArchiveBudget): Promise<CollectedFiles> {
  const files = new Map<string, Uint8Array>();
  const archives = new Map<string, ChartFiles>();
  const folders = new Set<string>();
  const packed = new Set<string>();
  let hasDeleteHooks = false;
  const isWanted = (path: string): boolean => {
    if (path.startsWith('charts/')) packed.add(path);
    return isRead(path);
  };
  for await (const file of readArchiveFiles(archive, { budget, isWanted })) {
    folders.add(file.folder);
    if (isValueFile(file.path) || isSubchartFile(file.path)) files.set(file.path, file.content);
    else if (isSubchartArchive(file.path)) {
      const dependency = await collectFiles(file.content, budget);
      hasDeleteHooks ||= dependency.hasDeleteHooks;
      archives.set(file.path, dependency);
    } else hasDeleteHooks ||= hasDeleteHook(file.content);
  }
  const [folder = '', ...others] = folders;
  // Helm drops the first segment of every path: `b/values.yaml` would replace `a/values.yaml`.
  if (others.length > 0) throw mismatch(`its files are under "${folder}" and "${others[0]}"`);
  return { folder, files, archives, packed, hasDeleteHooks };
}

function isRead(path: string): boolean {
  return isValueFile(path) || isTemplate(path) || isSubchartFile(path) || isSubchartArchive(path);
}

function mismatch(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart archive is refused: ${detail}`)]);
}
