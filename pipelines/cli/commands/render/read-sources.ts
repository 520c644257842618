import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RequestError } from '../../../../shared/errors.ts';
import { readText } from '../../../../shared/kratix/volumes.ts';
import { systemErrorReason } from '../../../../shared/system-error.ts';
import { FileError } from '../../file-error.ts';

/** Bytes: some 100,000 requests. */
const largestFile = 256 * 1024 * 1024;

/** Path that stands for standard input, as in kubectl. */
const standardInput = '-';

/** File extensions that a folder is searched for, as kubectl does. */
const extensions = /\.(ya?ml|json)$/;

/** Text of a file or of standard input, or the reason why it is refused. */
export type Source = { readonly name: string } & (
  | { readonly text: string; readonly refusal?: never }
  | { readonly text?: never; readonly refusal: RequestError }
);

/** Access to the files of a command line. */
export interface SourceOptions {
  /** True to read the subfolders of folders too. */
  readonly recursive: boolean;
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
}

/**
 * Reads files, the YAML and JSON files of folders, and standard input for `-`, in the order of the paths. A file that
 * is not UTF-8, too large or not a regular file is refused.
 *
 * @throws FileError with every file that cannot be read: then no request is processed
 */
export async function readSources(paths: readonly string[], options: SourceOptions): Promise<Source[]> {
  const problems: string[] = [];
  const sources: Source[] = [];
  for (const path of paths) {
    try {
      if (path === standardInput) sources.push({ name: 'standard input', text: await options.readInput() });
      else sources.push(...filesOf(path, options.recursive).map(readSource));
    } catch (error) {
      const reason = systemErrorReason(error);
      if (reason === undefined && !(error instanceof FileError)) throw error;
      problems.push(reason === undefined ? (error as FileError).message : `Cannot read "${path}": ${reason}`);
    }
  }
  if (problems.length > 0) throw new FileError('read', problems.join('\n'));
  return sources;
}

function filesOf(path: string, recursive: boolean): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const found = readdirSync(path, { recursive, encoding: 'utf8' })
    .filter((name) => extensions.test(name) && !statSync(join(path, name)).isDirectory())
    .toSorted();
  if (found.length > 0) return found.map((name) => join(path, name));
  const hint = recursive ? '' : '; use --recursive for its subfolders';
  throw new FileError('read', `Cannot read "${path}": it has no .yaml, .yml or .json file${hint}`);
}

function readSource(name: string): Source {
  try {
    const text = readText(dirname(name), { file: basename(name), limit: largestFile });
    if (text === undefined) throw new FileError('read', `Cannot read "${name}": no such file or folder`);
    return { name, text };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { name, refusal: error };
  }
}
