import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';

/** Entry of a hostile archive: a string is a regular file, an object is a raw header. */
export type TestEntry = readonly [name: string, content: string | Uint8Array | Partial<TarEntry['header']>];

/** Packs exactly these entries, in this order, into a `.tgz`. */
export async function tarball(entries: readonly TestEntry[]): Promise<Uint8Array> {
  return gzipSync(await packTar(entries.map(entryOf)));
}

/** Returns an entry for `packTar()`. */
export function entryOf([name, content]: TestEntry): TarEntry {
  if (typeof content === 'string' || content instanceof Uint8Array) {
    const body = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return { header: { name, size: body.length, type: 'file' }, body };
  }
  return { header: { name, size: 0, ...content } };
}

/** Entries of a small valid chart. */
export const goodChart: readonly TestEntry[] = [
  ['web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n'],
  ['web/values.yaml', 'replicas: 1\n'],
  ['web/templates/service.yaml', 'kind: Service\n'],
];
