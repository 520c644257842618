import { createGunzip } from 'node:zlib';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { problem, RequestError } from '../errors.ts';
import { ArchiveLinks } from './archive-links.ts';
import { refusedArchive } from './refused-archive.ts';
import { tarHeaderCheck } from './tar-headers.ts';

/** Limits of a chart archive. They stop a small archive from inflating to a large one (CWE-409, data amplification). */
export interface ArchiveLimits {
  /** Bytes of the archive itself. */
  readonly compressed: number;
  /** Bytes after decompression, including archives inside the archive. */
  readonly inflated: number;
  /** Entries of any type, including those of archives inside the archive. */
  readonly entries: number;
  /** Bytes of one file. */
  readonly file: number;
}

/** 20 MiB compressed, 100 MiB inflated, 10,000 entries, 5 MiB a file. */
export const archiveLimits: ArchiveLimits = {
  compressed: 20 * 2 ** 20,
  inflated: 100 * 2 ** 20,
  entries: 10_000,
  file: 5 * 2 ** 20,
};

/** Regular file of an archive; `folder` is the entry's first path segment, `path` the rest. */
export interface ArchiveFile {
  readonly folder: string;
  readonly path: string;
  readonly content: Uint8Array;
}

/** Budget of an archive, shared with the archives inside it. */
export interface ArchiveBudget {
  readonly limits: ArchiveLimits;
  /** Bytes so far. */
  inflated: number;
  /** Entries so far. */
  entries: number;
  /** Number of hooks and kinds in its templates. */
  objects: number;
}

/** Returns the budget of an archive that is not read yet. */
export function archiveBudget(limits: Partial<ArchiveLimits> = {}): ArchiveBudget {
  return { limits: { ...archiveLimits, ...limits }, inflated: 0, entries: 0, objects: 0 };
}

const maxObjects = 20_000;

/** Counts hooks and kinds. @throws RequestError `InvalidChart` for more than any chart has */
export function countObjects(budget: ArchiveBudget, more: number): void {
  budget.objects += more;
  if (budget.objects > maxObjects)
    throw tooLarge(`more than ${maxObjects} objects and hooks in its templates`);
}

/**
 * Reads the regular files of a `.tgz` whose path `isWanted` accepts, in memory and in the order of the archive. A device, a
 * hostile path, a duplicate, and most links refuse the whole archive (CVE-2025-53547, CVE-2026-24842), because another
 * reader may follow an entry that is skipped here. See archive-links.ts for the links that are ignored.
 *
 * @throws RequestError `InvalidChart` if the archive is broken, too large or hostile
 */
export async function* readArchiveFiles(
  archive: Uint8Array,
  { budget, isWanted }: { budget: ArchiveBudget; isWanted: (path: string) => boolean },
): AsyncGenerator<ArchiveFile> {
  if (archive.length > budget.limits.compressed)
    throw tooLarge(`more than ${budget.limits.compressed} bytes`);
  const entries = ReadableStream.from(inflate(archive, budget)).pipeThrough(
    createTarDecoder({ strict: true }),
  );
  const seen = new Set<string>();
  const links = new ArchiveLinks();
  try {
    for await (const entry of entries) {
      countEntry(budget);
      const { folder, path } = checkEntry(entry.header, seen);
      links.add(entry.header);
      if (entry.header.type === 'file' && isWanted(path)) {
        if (entry.header.size > budget.limits.file) {
          throw tooLarge(`file "${path}" has more than ${budget.limits.file} bytes`);
        }
        yield { folder, path, content: await readBody(entry) };
      } else await skipBody(entry);
    }
    links.check();
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    throw new RequestError('InvalidChart', [problem('', 'Chart archive is not a gzipped tar')], { cause });
  }
}

function countEntry(budget: ArchiveBudget): void {
  budget.entries += 1;
  if (budget.entries > budget.limits.entries) throw tooLarge(`more than ${budget.limits.entries} entries`);
}

async function* inflate(archive: Uint8Array, budget: ArchiveBudget): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  gunzip.end(archive);
  const checkHeaders = tarHeaderCheck();
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    budget.inflated += chunk.length;
    if (budget.inflated > budget.limits.inflated) {
      throw tooLarge(`more than ${budget.limits.inflated} bytes when inflated`);
    }
    checkHeaders(chunk);
    yield chunk;
  }
}

/** Attributes that some readers of tar apply and others ignore: sparse files, and another size than that of the header. */
const ambiguousAttribute = /^(?:size$|GNU\.sparse)/;

/** Maximum length of a path, in characters. The work for links grows with the square of the number of its folders. */
const maxPathLength = 1_024;

function checkEntry(
  { name, type, pax = {} }: ParsedTarEntry['header'],
  seen: Set<string>,
): { folder: string; path: string } {
  if (type !== 'file' && type !== 'directory' && type !== 'symlink' && type !== 'link') {
    throw refusedArchive(`entry "${name}" is a ${type ?? 'special file'}, and only regular files are read`);
  }
  if (name.length > maxPathLength) throw refusedArchive(`a path has more than ${maxPathLength} characters`);
  const attribute = Object.keys(pax).find((key) => ambiguousAttribute.test(key));
  if (attribute !== undefined)
    throw refusedArchive(`entry "${name}" has the attribute "${attribute.slice(0, 40)}"`);
  const path = type === 'directory' ? name.replace(/\/$/, '') : name;
  const segments = path.split('/');
  const isHostile = /[\u0000-\u001f\u007f-\u009f\\]/.test(path) || /^[a-z]:/i.test(path);
  if (isHostile || segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw refusedArchive(`entry "${name}" is not a plain relative path`);
  }
  if (seen.has(path)) throw refusedArchive(`duplicate entry "${name}"`);
  seen.add(path);
  return { folder: segments[0] ?? '', path: segments.slice(1).join('/') };
}

/** Reads a body to its end: a cancelled one would hide that the archive is truncated behind it. */
async function skipBody({ body }: ParsedTarEntry): Promise<void> {
  for await (const _ of body);
}

async function readBody({ header, body }: ParsedTarEntry): Promise<Uint8Array> {
  const content = new Uint8Array(header.size);
  let length = 0;
  for await (const chunk of body) {
    content.set(chunk, length);
    length += chunk.length;
  }
  return content;
}

function tooLarge(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart archive is too large: ${detail}`)]);
}
