import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequestYaml, printYaml } from '../yaml.ts';
import { kratixVolumes, metadataFiles, type Volumes } from './contract.ts';
import { checkOutputPath } from './output-path.ts';
import { readText, replaceFile } from './volumes.ts';

/** Selector of the Destination for the output, or for one folder at its root. */
export interface DestinationSelector {
  /** One folder at the root of the output; without it, everything that no other selector names. */
  readonly directory?: string;
  /** Labels of the Destination, at least one; matched by equality. */
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** Bytes. */
const largestFile = 1024 * 1024;

/**
 * The selectors that an earlier container of this pipeline wrote; none where there is no file.
 * @throws RequestError `InvalidRequest` where the file is no YAML or too large
 * @throws Error where a selector is none
 * @public
 */
export function readDestinationSelectors(volumes: Volumes = kratixVolumes): readonly DestinationSelector[] {
  const text = readText(volumes.metadata, { file: metadataFiles.destinationSelectors, limit: largestFile });
  const selectors = text === undefined ? [] : (parseRequestYaml(text) as DestinationSelector[]);
  checkDestinationSelectors(selectors);
  return selectors;
}

/**
 * Writes `destination-selectors.yaml`; call it after the output is written.
 * @throws Error if Kratix would fail the run: a selector without labels, two for one folder, a
 *   folder that is deeper than the root or not in the output
 */
export function writeDestinationSelectors(volumes: Volumes, selectors: readonly DestinationSelector[]): void {
  checkDestinationSelectors(selectors);
  for (const directory of directoriesOf(selectors)) {
    if (!isFolder(join(volumes.output, directory)))
      throw refused(`"${directory}" is no folder of the output`);
  }
  const content = printYaml(selectors);
  replaceFile(volumes.metadata, { name: metadataFiles.destinationSelectors, content });
}

/**
 * Makes sure of a list of selectors as far as it can be judged without the output.
 * @throws Error with what is wrong
 */
export function checkDestinationSelectors(selectors: readonly DestinationSelector[]): void {
  if (!Array.isArray(selectors)) throw refused('expected a list');
  for (const { matchLabels } of selectors as readonly DestinationSelector[]) checkLabels(matchLabels);
  const directories = selectors.map(({ directory }) => directory);
  if (new Set(directories).size < directories.length) throw refused('two selectors for one directory');
  for (const directory of directoriesOf(selectors)) {
    checkOutputPath(directory);
    if (directory.includes('/')) throw refused(`"${directory}" is not at the root of the output`);
  }
}

function checkLabels(labels: unknown): void {
  const values = typeof labels === 'object' && labels !== null ? Object.values(labels) : [];
  if (values.length === 0) throw refused('a selector without matchLabels');
  if (values.some((value) => typeof value !== 'string')) throw refused('a label that is no string');
}

function directoriesOf(selectors: readonly DestinationSelector[]): string[] {
  return selectors.flatMap(({ directory }) => (directory === undefined ? [] : [directory]));
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function refused(detail: string): Error {
  return new Error(`Write destination selectors: ${detail}`);
}
