import { computeDigest } from '../chart-files/compute-digest.ts';
import { isDigest } from '../chart-files/digest.ts';
import { problem, RequestError } from '../errors.ts';
import { ociManifest } from './constants.ts';
import { parseManifest } from './manifest.ts';
import type { Repository } from './repository.ts';
import { Manifest, parseBody } from './wire.ts';

/** Stored manifest. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly body: Uint8Array;
}

/** Repository in memory. */
export interface MemoryRepository extends Repository {
  readonly blobs: Map<string, Uint8Array>;
  /** By digest. */
  readonly manifests: Map<string, StoredManifest>;
  /** Digest of each tag. */
  readonly tags: Map<string, string>;
}

/** Registry in memory with the same contract as a remote registry, for tests and the demo. */
export class MemoryRegistry {
  readonly repositories = new Map<string, MemoryRepository>();

  /** Returns the repository of a name; creates it if it does not exist. */
  repository(name: string): MemoryRepository {
    const repository = this.repositories.get(name) ?? memoryRepository(name);
    this.repositories.set(name, repository);
    return repository;
  }
}

function memoryRepository(what: string): MemoryRepository {
  const blobs = new Map<string, Uint8Array>();
  const manifests = new Map<string, StoredManifest>();
  const tags = new Map<string, string>();
  return {
    blobs,
    manifests,
    tags,
    resolveTag: async (tag) => tags.get(tag),
    fetchManifest: async (reference) => {
      const digest = isDigest(reference) ? reference : (tags.get(reference) ?? '');
      const stored = manifests.get(digest);
      if (!stored) throw notFound(what, reference);
      const parsed = parseManifest(stored.body, {
        mediaType: stored.mediaType,
        what: `"${what}" at "${reference}"`,
      });
      if (!('manifest' in parsed)) throw notFound(what, reference);
      return { mediaType: stored.mediaType, digest, manifest: parsed.manifest };
    },
    fetchBlob: async ({ digest }) => {
      const blob = blobs.get(digest);
      if (!blob) throw notFound(what, digest);
      return blob;
    },
    pushBlob: async (blob) => {
      blobs.set(computeDigest(blob), blob);
    },
    pushManifest: async (tag, body) => {
      storeManifest({ blobs, manifests, tags }, { reference: tag, body, mediaType: ociManifest });
    },
  };
}

/**
 * Stores a manifest under its digest and, if the reference is a tag, under that tag.
 *
 * @returns digest of the manifest
 * @throws RequestError `InvalidChart` if a blob of the manifest is missing, as a registry answers
 *   `MANIFEST_BLOB_UNKNOWN`
 */
export function storeManifest(
  { blobs, manifests, tags }: Pick<MemoryRepository, 'blobs' | 'manifests' | 'tags'>,
  { reference, body, mediaType }: StoredManifest & { readonly reference: string },
): string {
  const manifest = parseBody(body, { schema: Manifest, what: 'the manifest' });
  for (const { digest } of [manifest.config ?? {}, ...manifest.layers]) {
    if (typeof digest !== 'string' || !blobs.has(digest)) {
      throw new RequestError('InvalidChart', [
        problem('', `Push of a manifest failed: blob "${String(digest)}" is missing`),
      ]);
    }
  }
  const digest = computeDigest(body);
  manifests.set(digest, { mediaType, body });
  if (!isDigest(reference)) tags.set(reference, digest);
  return digest;
}

function notFound(what: string, reference: string): RequestError {
  return new RequestError('ChartNotFound', [
    problem('', `Read of "${what}" at "${reference}" failed: not found`),
  ]);
}
