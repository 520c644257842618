import { posix } from 'node:path';
import type { ParsedTarEntry } from 'modern-tar';
import { refusedArchive } from './refused-archive.ts';

type Header = ParsedTarEntry['header'];

/** Paths in a chart that Helm renders from. Helm reads a link there as an empty file, and Argo CD follows it. */
const renderedPath = /^(?:charts|crds|templates)(?:\/|$)|^(?:Chart|requirements|values)[^/]*$/;

/**
 * Links of an archive. A link from a file such as `LICENSE` to a regular file of the same chart changes nothing that is
 * rendered, and is ignored. Any other link is refused: Argo CD extracts no archive with a link to the outside.
 */
export class ArchiveLinks {
  readonly #files = new Set<string>();
  readonly #paths: string[] = [];
  /** Paths of the links with their targets, from the root of the archive. */
  readonly #targets = new Map<string, string>();

  /** Takes an entry with a plain relative path. @throws RequestError `InvalidChart` for a link that is refused */
  add({ name, type, linkname = '' }: Header): void {
    const path = name.replace(/\/$/, '');
    this.#paths.push(path);
    if (type === 'file') this.#files.add(path);
    if (type !== 'symlink' && type !== 'link') return;
    const [folder, ...below] = path.split('/');
    if (renderedPath.test(below.join('/')))
      throw refusedArchive(`entry "${name}" is a ${type}, and only regular files are read there`);
    const target = posix.normalize(type === 'link' ? linkname : posix.join(posix.dirname(path), linkname));
    if (posix.isAbsolute(linkname) || below.length === 0 || !target.startsWith(`${folder}/`))
      throw refusedArchive(`entry "${name}" is a ${type} to a file outside of the chart`);
    this.#targets.set(path, target);
  }

  /** Checks the links once all entries are known. @throws RequestError `InvalidChart` for a link that is refused */
  check(): void {
    for (const [path, target] of this.#targets)
      if (!this.#files.has(target))
        throw refusedArchive(`entry "${path}" is a link to something other than a file of the chart`);
    if (this.#targets.size === 0) return;
    for (const path of this.#paths) {
      const link = ancestorsOf(path).find((ancestor) => this.#targets.has(ancestor));
      if (link !== undefined) throw refusedArchive(`entry "${path}" is below the link "${link}"`);
    }
  }
}

function ancestorsOf(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}
