import { redact } from './errors.ts';

/** Parts of keys whose values may be credentials, including `value` of an environment variable. */
const secretKey =
  /pass|pwd|psk|jwt|secret|token|key|cred|auth|salt|dsn|connection|cert|private|cookie|session|^value$/i;

/** Long run of letters and digits, as in generated credentials. */
const generatedSecret = /(?=[A-Za-z+/_=-]*\d)(?=[\d+/_=-]*[A-Za-z])[A-Za-z\d+/_=-]{16,}/;

/** Returns true if a text contains user information with a password, with or without a scheme. */
export function hasUserInformation(text: string): boolean {
  const beforeAt = text.split(/\s/).flatMap((word) => word.split('@').slice(0, -1));
  return beforeAt.some((part) => /[^/:]:/.test(part));
}

/** Maximum length of a value in a message, in characters of JSON. */
const maxLength = 60;

/**
 * Returns a scalar value as JSON for an error message; undefined if the value is too long, or if it may be a secret
 * because of its form or of a key on its path.
 *
 * @param path keys and indices from the root to the value
 */
export function printableValue(value: unknown, path: readonly (string | number)[]): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value) && value !== null) return undefined;
  if (path.some((step) => secretKey.test(String(step)))) return undefined;
  const text = JSON.stringify(value);
  if (text.length > maxLength || redact(text) !== text) return undefined;
  if (generatedSecret.test(text) || hasUserInformation(text)) return undefined;
  return text;
}

/** Returns a name or version of a file for a message after a space, in quotes; an empty string if it may be a secret. */
export function quotedName(name: unknown): string {
  if (typeof name !== 'string' || !/^[\w .,+*^~<>=|/-]*$/.test(name)) return '';
  return printableValue(name, []) === undefined ? '' : ` "${name}"`;
}
