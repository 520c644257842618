import { problem, RequestError } from '../errors.ts';
import { type ArchiveBudget, type ArchiveLimits, archiveLimits, readArchiveFiles } from './archive-files.ts';
import {
  type ChartContents,
  checkDependencies,
  hasDeleteHook,
  isTemplate,
  isValueFile,
  readChartFiles,
  readPackedName,
} from './chart-files.ts';

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
  const { folder, files, hasDeleteHooks, packed } = await collectFiles(archive, budget);
  const chart = readChartFiles(files, { hasDeleteHooks });
  checkDependencies(files, packed);
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

interface CollectedFiles {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly hasDeleteHooks: boolean;
  /** Names of the charts in its folder `charts`. */
  readonly packed: ReadonlySet<string>;
}

async function collectFiles(archive: Uint8Array, budget: ArchiveBudget): Promise<CollectedFiles> {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  const packed = new Set<string>();
  let hasDeleteHooks = false;
  for await (const file of readArchiveFiles(archive, { budget, isWanted: isRead })) {
    folders.add(file.folder);
    if (isValueFile(file.path)) files.set(file.path, file.content);
    else if (isPackagedDependency(file.path)) {
      const dependency = await collectFiles(file.content, budget);
      hasDeleteHooks ||= dependency.hasDeleteHooks;
      if (isDirectDependency(file.path)) addName(packed, dependency.files.get('Chart.yaml'));
    } else if (isDirectDependency(file.path)) addName(packed, file.content);
    else hasDeleteHooks ||= hasDeleteHook(file.content);
  }
  const [folder = '', ...others] = folders;
  // Helm drops the first segment of every path: `b/values.yaml` would replace `a/values.yaml`.
  if (others.length > 0) throw mismatch(`its files are under "${folder}" and "${others[0]}"`);
  return { folder, files, hasDeleteHooks, packed };
}

function addName(names: Set<string>, chartYaml: Uint8Array | undefined): void {
  const name = readPackedName(chartYaml);
  if (name !== undefined) names.add(name);
}

function isRead(path: string): boolean {
  return isValueFile(path) || isTemplate(path) || isPackagedDependency(path) || isDirectDependency(path);
}

/** Returns true for a packaged dependency of the chart itself, or its Chart.yaml (Helm skips names with `_` and `.`). */
function isDirectDependency(path: string): boolean {
  return /^charts\/[^/_.][^/]*(?:\.tgz|\/Chart\.yaml)$/.test(path);
}

/** Returns true for a dependency packaged by `helm dependency update`. Helm renders it, so its hooks matter. */
function isPackagedDependency(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*charts\/[^/]+\.tgz$/.test(path);
}

function mismatch(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart archive is refused: ${detail}`)]);
}
