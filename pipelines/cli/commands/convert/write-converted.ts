import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { checkNotExisting, FileError, withFileErrors } from '../../file-error.ts';
import type { Source } from '../render/read-sources.ts';

/**
 * Returns the file of each source: its path below the folder that all have in common, as YAML.
 *
 * @throws FileError if one exists and must not be replaced, or if two sources have the same file
 */
export function outputPaths(folder: string, sources: readonly Source[], overwrite: boolean): string[] {
  const folders = sources.map(({ name }) => dirname(resolve(name)).split(sep));
  const common = folders.reduce(
    (shared, one) => shared.slice(0, commonLength(shared, one)),
    folders[0] ?? [],
  );
  const files = sources.map(({ name }, index) => {
    const file = basename(name)
      .replace(/^standard input$/, 'standard-input')
      .replace(/(\.ya?ml|\.json)?$/, '.yaml');
    return join(folder, ...folders[index]!.slice(common.length), file);
  });
  const taken = files.filter((file, index) => files.indexOf(file) !== index);
  if (taken.length > 0)
    throw new FileError('write', `Two files would become "${taken[0]}"; convert them one by one`);
  if (!overwrite) checkNotExisting(files, 'use another folder, or --overwrite');
  return files;
}

function commonLength(left: readonly string[], right: readonly string[]): number {
  const index = left.findIndex((part, at) => part !== right[at]);
  return index < 0 ? left.length : index;
}

/** Writes converted requests. @returns the line that reports the file @throws FileError */
export async function writeConverted(file: string, documents: readonly string[]): Promise<string> {
  const verb = existsSync(file) ? 'Replaced' : 'Wrote';
  await withFileErrors('write', `write "${file}"`, async () => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, documents.join('---\n'));
  });
  return `${verb} "${file}"`;
}
