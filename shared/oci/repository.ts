import type { Descriptor, Manifest } from './wire.ts';

/** A manifest as it was read: checked against every digest that was said about it. */
export interface FetchedManifest {
  readonly mediaType: string;
  /** `sha256:…` over the raw bytes. */
  readonly digest: string;
  readonly manifest: Manifest;
}

/** Reads from one repository of a registry. */
export interface Fetcher {
  /**
   * The digest a tag points to, without reading the manifest; `undefined` where the tag is absent.
   * @throws RequestError, UnavailableError as the others
   */
  readonly resolveTag: (tag: string) => Promise<string | undefined>;
  /**
   * The manifest of a tag or digest; an index is followed to the one chart it holds.
   * @throws RequestError `ChartNotFound`, `RegistryRefused`, `RegistryUnsafe`, or `InvalidChart` for a manifest
   *   that is not what digest, header or media type say
   * @throws UnavailableError `RegistryUnavailable`
   */
  readonly fetchManifest: (reference: string) => Promise<FetchedManifest>;
  /** The bytes that a descriptor names, neither one more nor other ones; errors as above. */
  readonly fetchBlob: (descriptor: Descriptor) => Promise<Uint8Array>;
}

/** Writes to one repository of a registry. */
export interface Pusher {
  /** Writes a blob unless it is there. */
  readonly pushBlob: (blob: Uint8Array) => Promise<void>;
  /** Writes a manifest whose blobs are there, and points a tag to it. */
  readonly pushManifest: (tag: string, manifest: Uint8Array) => Promise<void>;
}

/** One repository of a registry, near or far. */
export interface Repository extends Fetcher, Pusher {}
