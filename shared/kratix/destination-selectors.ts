import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequestYaml, printYaml } from '../yaml.ts';
import { kratixVolumes, metadataFiles, type Volumes } from './contract.ts';
import { checkOutputPath } from './output-path.ts';
import { readText, replaceFile } from './volumes.ts';

/** Selector of the Destination for the output, or for a folder at its root. */
export interface DestinationSelector {
  /** Folder at the root of the output. Defaults to everything that no other selector names. */
  readonly directory?: string;
  /** Labels of the Destination; at least one. */
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** Maximum size in bytes. */
const maxFileSize = 1024 * 1024;

/**
 * Reads the selectors that an earlier container of this pipeline wrote; none without a file.
 *
 * @throws RequestError `InvalidRequest` if the file is not YAML or too large
 * @throws Error if a selector is invalid
 * @public
 */
export function readDestinationSelectors(volumes: Volumes = kratixVolumes): readonly DestinationSelector[] {
  const text = readText(volumes.metadata, { file: metadataFiles.destinationSelectors, limit: maxFileSize });
  const selectors = text === undefined ? [] : (parseRequestYaml(text) as DestinationSelector[]);
  checkDestinationSelectors(selectors);
  return selectors;
}

/**
 * Writes `destination-selectors.yaml`. Must be called after the output is written.
 *
 * @throws Error if Kratix would fail the run: a selector without labels, two selectors for one folder, a folder below the
 *   root or not in the output
 */
export function writeDestinationSelectors(volumes: Volumes, selectors: readonly DestinationSelector[]): void {
  checkDestinationSelectors(selectors);
  for (const directory of listDirectories(selectors)) {
    if (!isFolder(join(volumes.output, directory)))
      throw refused(`"${directory}" is not a folder of the output`);
  }
  const content = printYaml(selectors);
  replaceFile(volumes.metadata, { name: metadataFiles.destinationSelectors, content });
}

/**
 * Checks selectors as far as possible without the output.
 *
 * @throws Error if Kratix would fail the run
 */
export function checkDestinationSelectors(selectors: readonly DestinationSelector[]): void {
  if (!Array.isArray(selectors)) throw refused('expected a list');
  for (const { matchLabels } of selectors as readonly DestinationSelector[]) checkLabels(matchLabels);
  const directories = selectors.map(({ directory }) => directory);
  if (new Set(directories).size < directories.length) throw refused('two selectors for one directory');
  for (const directory of listDirectories(selectors)) {
    checkOutputPath(directory);
    if (directory.includes('/')) throw refused(`"${directory}" is not at the root of the output`);
  }
}

function checkLabels(labels: unknown): void {
  const values = typeof labels === 'object' && labels !== null ? Object.values(labels) : [];
  if (values.length === 0) throw refused('a selector without matchLabels');
  if (values.some((value) => typeof value !== 'string')) throw refused('a label that is not a string');
}

function listDirectories(selectors: readonly DestinationSelector[]): string[] {
  return selectors.flatMap(({ directory }) => (directory === undefined ? [] : [directory]));
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function refused(detail: string): Error {
  return new Error(`Write destination selectors: ${detail}`);
}
