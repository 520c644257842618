/**
 * Names and versions of charts. Both become part of paths, tags and object names, so both are checked against a
 * strict grammar before use (CVE-2026-35206).
 */

/** One component of an OCI repository name: OCI distribution spec, pulling manifests, `<name>`. */
const nameGrammar = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

/** The expression that semver.org suggests: https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string */
const versionGrammar =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/** Longest version: it becomes a tag of at most 128 characters (OCI distribution spec, `<reference>`). */
const longestTag = 128;

/** Returns true for a name that can be a folder, a repository and part of a file name without escaping. */
export function isChartName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= longestTag && nameGrammar.test(name);
}

/** Returns true for an exact SemVer 2.0.0 version: no range, no leading `v`, no white space. */
export function isChartVersion(version: unknown): version is string {
  return typeof version === 'string' && version.length <= longestTag && versionGrammar.test(version);
}

/** Returns the message of a version that is not exact. */
export function versionMessage(version: unknown): string {
  const isShort = typeof version === 'string' && version.length <= 40;
  const shown = `${isShort ? JSON.stringify(version) : 'This'} is`;
  if (typeof version === 'string' && /^v/i.test(version) && isChartVersion(version.slice(1)))
    return `${shown} not an exact version; remove the "${version[0]}"`;
  return `${shown} not an exact version such as "1.0.0"; ranges and "latest" are not allowed`;
}

/** Returns the tag of a version. Tags cannot contain `+`, so Helm writes `_` (Helm documentation, "Use OCI-based registries"). */
export function tagOfVersion(version: string): string {
  return version.replaceAll('+', '_');
}
