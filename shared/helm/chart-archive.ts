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
  /** Expected chart: an archive of another one is refused. */
  readonly expected?: { readonly name: string; readonly version: string };
  /** Tighter or wider limits, for tests. */
  readonly limits?: Partial<ArchiveLimits>;
}

/**
 * Reads a packaged chart in memory: the files that decide the values, and whether its templates have delete hooks.
 * @param archive a gzipped tar as `helm package` makes it, every entry under `<name>/`
 * @throws RequestError `InvalidChart` for an archive that is broken, too large, hostile, or another chart
 */
export async function readChartArchive(
  archive: Uint8Array,
  options: ReadChartOptions = {},
): Promise<ChartContents> {
  const budget = { limits: { ...archiveLimits, ...options.limits }, inflated: 0, entries: 0 };
  const { folder, files, hasDeleteHooks } = await gatherFiles(archive, budget);
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

interface Gathered {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly hasDeleteHooks: boolean;
}

async function gatherFiles(archive: Uint8Array, budget: ArchiveBudget): Promise<Gathered> {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  let hasDeleteHooks = false;
  for await (const file of readArchiveFiles(archive, { budget, isWanted: isRead })) {
    folders.add(file.folder);
    if (isValueFile(file.path)) files.set(file.path, file.content);
    else hasDeleteHooks = (await bringsDeleteHook(file, budget)) || hasDeleteHooks;
  }
  const [folder = '', ...others] = folders;
  // Helm drops the first segment of every path whatever it is, so `b/values.yaml` would replace `a/values.yaml`.
  if (others.length > 0) throw mismatch(`its files are under "${folder}" and "${others[0]}"`);
  return { folder, files, hasDeleteHooks };
}

function isRead(path: string): boolean {
  return isValueFile(path) || isTemplate(path) || isPackagedDependency(path);
}

/** Returns true for a dependency that `helm dependency update` packaged: Helm renders it, so its hooks count. */
function isPackagedDependency(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*charts\/[^/]+\.tgz$/.test(path);
}

async function bringsDeleteHook({ path, content }: ArchiveFile, budget: ArchiveBudget): Promise<boolean> {
  if (!isPackagedDependency(path)) return hasDeleteHook(content);
  return (await gatherFiles(content, budget)).hasDeleteHooks;
}

function mismatch(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart archive is refused: ${detail}`)]);
}
