import { problem, RequestError } from '../errors.ts';
import {
  type ArchiveBudget,
  type ArchiveFile,
  type ArchiveLimits,
  archiveLimits,
  readArchiveFiles,
} from './archive-files.ts';
import { type ChartContents, hasDeleteHook, isTemplate, isValueFile, readChartFiles } from './chart-files.ts';

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
 * @throws RequestError `InvalidChart` if the archive is broken, too large, hostile, or contains another chart
 */
export async function readChartArchive(
  archive: Uint8Array,
  options: ReadChartOptions = {},
): Promise<ChartContents> {
  const budget = { limits: { ...archiveLimits, ...options.limits }, inflated: 0, entries: 0 };
  const { folder, files, hasDeleteHooks } = await collectFiles(archive, budget);
  const chart = readChartFiles(files, { hasDeleteHooks });
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
}

async function collectFiles(archive: Uint8Array, budget: ArchiveBudget): Promise<CollectedFiles> {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  let hasDeleteHooks = false;
  for await (const file of readArchiveFiles(archive, { budget, isWanted: isRead })) {
    folders.add(file.folder);
    if (isValueFile(file.path)) files.set(file.path, file.content);
    else hasDeleteHooks = (await containsDeleteHook(file, budget)) || hasDeleteHooks;
  }
  const [folder = '', ...others] = folders;
  // Helm drops the first segment of every path: `b/values.yaml` would replace `a/values.yaml`.
  if (others.length > 0) throw mismatch(`its files are under "${folder}" and "${others[0]}"`);
  return { folder, files, hasDeleteHooks };
}

function isRead(path: string): boolean {
  return isValueFile(path) || isTemplate(path) || isPackagedDependency(path);
}

/** Returns true for a dependency packaged by `helm dependency update`. Helm renders it, so its hooks matter. */
function isPackagedDependency(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*charts\/[^/]+\.tgz$/.test(path);
}

async function containsDeleteHook({ path, content }: ArchiveFile, budget: ArchiveBudget): Promise<boolean> {
  if (!isPackagedDependency(path)) return hasDeleteHook(content);
  return (await collectFiles(content, budget)).hasDeleteHooks;
}

function mismatch(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart archive is refused: ${detail}`)]);
}
