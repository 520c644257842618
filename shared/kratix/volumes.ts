import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { problem, RequestError } from '../errors.ts';
import { metadataFiles, type Volumes } from './contract.ts';

// Kratix's own containers run as another user: what it cannot read fails the run, whatever our umask.
const fileMode = 0o644;
const folderMode = 0o755;

/**
 * Removes what is in the output and metadata volumes, never the volumes themselves, which are mounts. A
 * container that restarts finds what its first try left: files that are no longer wanted, or a
 * `workflow-control.yaml` that would suspend a good run. A link in a volume is removed, never followed.
 *
 * @throws SymbolicLinkError if a volume itself is a link
 */
export function cleanVolumes(volumes: Volumes): void {
  for (const folder of [volumes.metadata, volumes.output]) refuseLink(folder);
  const made = [volumes.metadata, volumes.output].map((folder) => makeFolder(folder));
  if (made.every((isNew) => isNew)) return;
  // the status is written last, so it goes first: without it nothing looks like a complete run
  rmSync(join(volumes.metadata, metadataFiles.status), { recursive: true, force: true });
  for (const folder of [volumes.output, volumes.metadata]) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** A link in place of a folder to write to: what it points to would be emptied. */
export class SymbolicLinkError extends Error {
  override readonly name = 'SymbolicLinkError';
}

function refuseLink(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new SymbolicLinkError(`Write "${folder}": it is a symbolic link, and links are not followed`);
}

/**
 * Writes new files at checked paths below a folder, and their parent folders.
 * @throws Error if a file exists, if a link or a file is in the path of a folder, and the error of the file system
 *   (ENOSPC, EROFS, …)
 */
export function writeNewFiles(folder: string, files: Iterable<readonly [string, string | Uint8Array]>): void {
  const entered = new Set<string>();
  for (const [path, content] of files) {
    let parent = folder;
    for (const name of path.split('/').slice(0, -1)) {
      parent = `${parent}/${name}`;
      if (!entered.has(parent)) enterFolder(parent);
      entered.add(parent);
    }
    write(join(folder, path), content);
  }
}

/**
 * Replaces a file in one step, so that no reader sees half of it.
 * @throws Error of the file system (ENOSPC, EROFS, …)
 */
export function replaceFile(folder: string, file: { name: string; content: string }): void {
  const unfinished = join(folder, `.${file.name}.unfinished`);
  rmSync(unfinished, { recursive: true, force: true });
  write(unfinished, file.content);
  renameSync(unfinished, join(folder, file.name));
}

/**
 * Text of a file; undefined where there is none.
 * @param options.limit bytes
 * @throws RequestError `InvalidRequest` where it is no regular file, longer than the limit or not UTF-8
 */
export function readText(folder: string, options: { file: string; limit: number }): string | undefined {
  const path = join(folder, options.file);
  if (!existsSync(path)) return undefined;
  // without O_NONBLOCK a named pipe would hold the process for ever
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = checkFile(descriptor, options);
    const bytes = readFileSync(descriptor);
    if (bytes.length > options.limit) throw unreadable(options, `${size} bytes, more than ${options.limit}`);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw unreadable(options, 'not UTF-8');
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function checkFile(descriptor: number, options: { file: string; limit: number }): { size: number } {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) throw unreadable(options, 'not a regular file');
  if (stats.size > options.limit)
    throw unreadable(options, `${stats.size} bytes, more than ${options.limit}`);
  return stats;
}

function unreadable({ file }: { file: string }, detail: string): RequestError {
  return new RequestError('InvalidRequest', [problem('', `Read "${file}": ${detail}`)]);
}

/**
 * Creates a folder and its parents. Node's own `recursive` never returns on a file system that refuses new folders as
 * /proc does.
 *
 * @returns false if the folder exists
 * @throws Error of the file system (ENOSPC, EROFS, …)
 */
export function makeFolder(path: string): boolean {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) makeOneFolder(folder);
  return missing.length > 0;
}

function makeOneFolder(path: string): void {
  try {
    mkdirSync(path, folderMode);
  } catch (error) {
    // another process may have created it
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function enterFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (lstatSync(path).isDirectory()) return;
    throw new Error(`Write "${path}": not a folder, and links are not followed`);
  }
  chmodSync(path, folderMode);
}

/** Writes a new file. `wx` fails on anything that exists, even a dangling link. */
function write(path: string, content: string | Uint8Array): void {
  const descriptor = openSync(path, 'wx', fileMode);
  try {
    fchmodSync(descriptor, fileMode);
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}
