import { createHash } from 'node:crypto';

/** Returns the digest of content: `sha256:` and 64 hexadecimal digits. A module of its own, because it loads Node's cryptography. */
export function computeDigest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
