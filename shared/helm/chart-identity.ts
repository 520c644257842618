/**
 * Names and versions of charts. Both become part of paths, tags and object names, so a strict grammar checks them before
 * use (CVE-2026-35206).
 */

/** Component of an OCI repository name (OCI distribution spec, pulling manifests, `<name>`). */
const nameGrammar = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

/** Regular expression from semver.org: https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string */
const versionGrammar =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/** Maximum length of a tag, in characters (OCI distribution spec, `<reference>`). A version becomes a tag. */
const maxTagLength = 128;

/** Returns true for a name that needs no escaping as folder, repository or part of a file name. */
export function isChartName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= maxTagLength && nameGrammar.test(name);
}

/** Returns true for an exact SemVer 2.0.0 version: no range, no leading `v`, no white space. */
export function isChartVersion(version: unknown): version is string {
  return typeof version === 'string' && version.length <= maxTagLength && versionGrammar.test(version);
}

/** Returns the message for a version that is not exact. */
export function versionMessage(version: unknown): string {
  const isShort = typeof version === 'string' && version.length <= 40;
  const shown = `${isShort ? JSON.stringify(version) : 'This'} is`;
  if (typeof version === 'string' && /^v/i.test(version) && isChartVersion(version.slice(1)))
    return `${shown} not an exact version; remove the "${version[0]}"`;
  return `${shown} not an exact version such as "1.0.0"; ranges and "latest" are not allowed`;
}

/** Converts a version to a tag. A tag cannot contain `+`, which Helm replaces with `_` (Helm, "Use OCI-based registries"). */
export function versionToTag(version: string): string {
  return version.replaceAll('+', '_');
}
