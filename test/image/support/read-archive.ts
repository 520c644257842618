import { outputOf } from './run-program.ts';

/** Layer as a registry stores it. */
export interface Layer {
  /** Digest of the uncompressed tar. */
  readonly diffId: string;
  readonly digest: string;
  /** Compressed bytes. */
  readonly size: number;
}

/** Parts of an image that the tests read (OCI image spec, "Image Manifest" and "Image Configuration"). */
export interface ImageContent {
  readonly digest: string;
  readonly layers: readonly Layer[];
  readonly config: Readonly<Record<string, unknown>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** Reads the only image of an OCI archive. */
export async function readImage(archive: string): Promise<ImageContent> {
  const [{ digest }] = (await readJson<{ manifests: [Descriptor] }>(archive, 'index.json')).manifests;
  const manifest = await readBlob<{ config: Descriptor; layers: Descriptor[] }>(archive, digest);
  const { config, rootfs } = await readBlob<{
    config: Record<string, unknown>;
    rootfs: { diff_ids: string[] };
  }>(archive, manifest.config.digest);
  const layers = manifest.layers.map((layer, index) => ({ ...layer, diffId: rootfs.diff_ids[index]! }));
  return { digest, layers, config };
}

/** Returns the platforms of an OCI archive's manifest list, in its order. */
export async function readPlatforms(archive: string): Promise<string[]> {
  const [{ digest }] = (await readJson<{ manifests: [Descriptor] }>(archive, 'index.json')).manifests;
  const { manifests } = await readBlob<{ manifests: Descriptor[] }>(archive, digest);
  return manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`);
}

/** Returns one line for each file and folder of a layer: mode, owner, size, time and path. */
export async function listLayer(archive: string, { digest }: Layer): Promise<string[]> {
  const list =
    'tar --extract --to-stdout --file "$1" "$2" | tar --list --verbose --numeric-owner --gzip --utc';
  const lines = await outputOf('sh', { args: ['-c', list, 'sh', archive, pathOf(digest)] });
  return lines.split('\n');
}

async function readJson<T>(archive: string, path: string): Promise<T> {
  const args = ['--extract', '--to-stdout', '--file', archive, path];
  return JSON.parse(await outputOf('tar', { args })) as T;
}

function readBlob<T>(archive: string, digest: string): Promise<T> {
  return readJson(archive, pathOf(digest));
}

function pathOf(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}
