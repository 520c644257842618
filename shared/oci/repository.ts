import type { Descriptor, Manifest } from './wire.ts';

/** Manifest that was checked against its digests. */
export interface FetchedManifest {
  readonly mediaType: string;
  /** `sha256:…` over the raw bytes. */
  readonly digest: string;
  readonly manifest: Manifest;
}

/** Reads from one repository of a registry. */
export interface Fetcher {
  /**
   * Returns the digest of a tag without reading the manifest; undefined if the tag does not exist.
   * @throws RequestError, UnavailableError as `fetchManifest` does
   */
  readonly resolveTag: (tag: string) => Promise<string | undefined>;
  /**
   * Returns the manifest of a tag or digest; an index is followed to its one chart.
   * @throws RequestError `ChartNotFound`, `RegistryRefused`, `RegistryUnsafe`, or `InvalidChart` for a manifest
   *   that contradicts its digest, header or media type
   * @throws UnavailableError `RegistryUnavailable`
   */
  readonly fetchManifest: (reference: string) => Promise<FetchedManifest>;
  /** Returns exactly the bytes of a descriptor, and throws as `fetchManifest` does. */
  readonly fetchBlob: (descriptor: Descriptor) => Promise<Uint8Array>;
}

/** Writes to one repository of a registry. */
export interface Pusher {
  /** Writes a blob unless it exists. */
  readonly pushBlob: (blob: Uint8Array) => Promise<void>;
  /** Writes a manifest whose blobs exist, and points a tag to it. */
  readonly pushManifest: (tag: string, manifest: Uint8Array) => Promise<void>;
}

/** Repository of a registry. */
export interface Repository extends Fetcher, Pusher {}
