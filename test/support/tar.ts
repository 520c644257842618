import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';

/** Entries of a hostile archive: text makes a regular file, the rest is a header as it stands. */
export type TestEntry = readonly [name: string, content: string | Uint8Array | Partial<TarEntry['header']>];

/** A `.tgz` with exactly these entries, in this order, whatever they are. */
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

/** The entries of a small good chart. */
export const goodChart: readonly TestEntry[] = [
  ['web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n'],
  ['web/values.yaml', 'replicas: 1\n'],
  ['web/templates/service.yaml', 'kind: Service\n'],
];
