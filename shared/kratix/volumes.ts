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

// Kratix's containers run as another user and must be able to read the files, with any umask.
const fileMode = 0o644;
const folderMode = 0o755;

/**
 * Removes the content of the output and metadata volumes, but not the volumes, which are mounts. A restarted container
 * finds the files of its first attempt: obsolete output, or a `workflow-control.yaml` that would suspend a successful run.
 * Links in a volume are removed, not followed.
 *
 * @throws SymbolicLinkError if a volume itself is a link
 */
export function cleanVolumes(volumes: Volumes): void {
  for (const folder of [volumes.metadata, volumes.output]) refuseLink(folder);
  const created = [volumes.metadata, volumes.output].map((folder) => makeFolder(folder));
  if (created.every((isNew) => isNew)) return;
  // The status is written last and removed first: without it, nothing looks like a complete run.
  rmSync(join(volumes.metadata, metadataFiles.status), { recursive: true, force: true });
  for (const folder of [volumes.output, volumes.metadata]) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** A volume is a symbolic link, whose target would be emptied. */
export class SymbolicLinkError extends Error {
  override readonly name = 'SymbolicLinkError';
}

function refuseLink(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new SymbolicLinkError(`Write "${folder}": it is a symbolic link, and links are not followed`);
}

/**
 * Writes new files and their parent folders at checked paths below a folder.
 *
 * @throws Error if a file exists, if a link or a file is in the path of a folder, and the error of the file system
 *   (ENOSPC, EROFS, …)
 */
export function writeNewFiles(folder: string, files: Iterable<readonly [string, string | Uint8Array]>): void {
  const ensured = new Set<string>();
  for (const [path, content] of files) {
    let parent = folder;
    for (const name of path.split('/').slice(0, -1)) {
      parent = `${parent}/${name}`;
      if (!ensured.has(parent)) ensureFolder(parent);
      ensured.add(parent);
    }
    write(join(folder, path), content);
  }
}

/**
 * Replaces a file atomically.
 *
 * @throws Error of the file system (ENOSPC, EROFS, …)
 */
export function replaceFile(folder: string, file: { name: string; content: string }): void {
  const unfinished = join(folder, `.${file.name}.unfinished`);
  rmSync(unfinished, { recursive: true, force: true });
  write(unfinished, file.content);
  renameSync(unfinished, join(folder, file.name));
}

/**
 * Reads a text file; undefined if it does not exist.
 *
 * @param options.limit maximum size in bytes
 * @throws RequestError `InvalidRequest` if it is not a regular file, longer than the limit or not UTF-8
 */
export function readText(folder: string, options: { file: string; limit: number }): string | undefined {
  const path = join(folder, options.file);
  if (!existsSync(path)) return undefined;
  // Without O_NONBLOCK, a named pipe would block the process forever.
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
 * Creates a folder and its parents. The option `recursive` of Node never returns on a file system that refuses new folders,
 * such as /proc.
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
    // Another process may have created it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Creates a folder unless it exists. Refuses a file or a link at its path. */
function ensureFolder(path: string): void {
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
