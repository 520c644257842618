import type { TemplateObjects } from '../helm/chart.ts';
import { quotedName } from '../printable-value.ts';
import {
  type ArchiveBudget,
  type ArchiveLimits,
  archiveBudget,
  countObjects,
  readArchiveFiles,
} from './archive-files.ts';
import {
  type ChartContents,
  checkDependencies,
  isTemplate,
  isValueFile,
  readChartFiles,
} from './chart-files.ts';
import { type ChartFiles, isSubchartArchive, isSubchartFile, readTree } from './read-subcharts.ts';
import { refusedArchive } from './refused-archive.ts';
import { readTemplate } from './template-objects.ts';

/** Options of {@link readChartArchive}. */
export interface ReadChartOptions {
  /** Expected chart. An archive of another chart is refused. */
  readonly expected?: { readonly name: string; readonly version: string };
  /** Other limits, for tests. */
  readonly limits?: Partial<ArchiveLimits>;
}

/**
 * Reads a packaged chart in memory: metadata, values files, and the kinds that its templates may render.
 *
 * @param archive gzipped tar as `helm package` creates it, with every entry under one folder
 * @throws RequestError `InvalidChart` if the archive is broken, too large, hostile, contains another chart, or lacks a
 *   dependency
 */
export async function readChartArchive(
  archive: Uint8Array,
  options: ReadChartOptions = {},
): Promise<ChartContents> {
  const collected = await collectFiles(archive, archiveBudget(options.limits));
  const chart = { ...readChartFiles(collected.files), ...readTree(collected) };
  checkDependencies(chart);
  const { expected } = options;
  if (expected && (expected.name !== chart.name || expected.version !== chart.version)) {
    const found = `${quotedName(chart.name).trim() || 'another chart'}, version${quotedName(chart.version) || ' not shown'}`;
    throw refusedArchive(
      `"${expected.name}" version "${expected.version}" was requested, but it holds ${found}`,
    );
  }
  return chart;
}

async function collectFiles(archive: Uint8Array, budget: ArchiveBudget): Promise<ChartFiles> {
  const files = new Map<string, Uint8Array>();
  const archives = new Map<string, ChartFiles>();
  const folders = new Set<string>();
  const packed = new Set<string>();
  const templates = new Map<string, TemplateObjects>();
  const isWanted = (path: string): boolean => {
    if (path.startsWith('charts/')) packed.add(path);
    return isRead(path);
  };
  for await (const file of readArchiveFiles(archive, { budget, isWanted })) {
    folders.add(file.folder);
    if (isValueFile(file.path) || isSubchartFile(file.path)) files.set(file.path, file.content);
    else if (isSubchartArchive(file.path)) {
      archives.set(file.path, await collectFiles(file.content, budget));
    } else {
      const objects = readTemplate(file.path, decodeTemplate(file.content));
      countObjects(budget, objects.deleteHooks.length + objects.kinds.length);
      templates.set(file.path, objects);
    }
  }
  const [folder = '', other] = folders;
  // Helm drops the first segment of every path: `b/values.yaml` would replace `a/values.yaml`.
  if (other !== undefined) throw refusedArchive(`its files are under "${folder}" and "${other}"`);
  return { files, archives, packed, templates };
}

/** Decodes a template. Helm renders invalid UTF-8 too. */
function decodeTemplate(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

function isRead(path: string): boolean {
  return isValueFile(path) || isTemplate(path) || isSubchartFile(path) || isSubchartArchive(path);
}
