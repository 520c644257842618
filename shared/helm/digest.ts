import { createHash } from 'node:crypto';

/** Digest of the OCI image spec; of the registered algorithms, only sha256 is supported. */
const digestGrammar = /^sha256:[a-f0-9]{64}$/;

/** Returns true for `sha256:` and 64 hexadecimal digits. */
export function isDigest(digest: unknown): digest is string {
  return typeof digest === 'string' && digestGrammar.test(digest);
}

/** Returns `sha256:…` of some bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
