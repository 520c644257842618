import { quotedName } from '../printable-value.ts';

/**
 * Names and versions of charts. Both become part of paths, tags and object names, so a strict grammar checks them before
 * use (CVE-2026-35206).
 */

/** Component of an OCI repository name (OCI distribution spec, pulling manifests, `<name>`). */
const nameGrammar = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

/**
 * Versions that Helm accepts for a chart: up to three numbers, also with a leading `v` or zeros (Masterminds/semver,
 * `NewVersion`). Valid in JavaScript and in RE2.
 */
export const versionPattern =
  /^v?[0-9]{1,19}([.][0-9]{1,19}){0,2}(-[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?([+][0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?$/;

/** Number with a leading zero behind the first dash, which SemVer forbids. */
const zeroInPrerelease = /^[^-+]*-(?:[^+]*[.])?0[0-9]+(?:[.+]|$)/;

/** Maximum length of a tag, in characters (OCI distribution spec, `<reference>`). A version becomes a tag. */
const maxTagLength = 128;

/** Returns true for a name that needs no escaping as folder, repository or part of a file name. */
export function isChartName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= maxTagLength && nameGrammar.test(name);
}

/** Returns true for an exact version that Helm accepts: no range, no white space. */
export function isChartVersion(version: unknown): version is string {
  if (typeof version !== 'string' || version.length > maxTagLength) return false;
  return versionPattern.test(version) && !zeroInPrerelease.test(version);
}

/** Returns the message for a version that is not exact. */
export function versionMessage(version: unknown): string {
  const shown = quotedName(version).trim() || 'This';
  return `${shown} is not an exact version such as "1.0.0"; ranges and "latest" are not allowed`;
}

/** Converts a version to a tag. A tag cannot contain `+`, which Helm replaces with `_` (Helm, "Use OCI-based registries"). */
export function versionToTag(version: string): string {
  return version.replaceAll('+', '_');
}
