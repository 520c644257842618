/** Digest (OCI image spec); sha256 is the only supported algorithm. */
const digestGrammar = /^sha256:[a-f0-9]{64}$/;

/** Returns true for `sha256:` and 64 hexadecimal digits. */
export function isDigest(digest: unknown): digest is string {
  return typeof digest === 'string' && digestGrammar.test(digest);
}
