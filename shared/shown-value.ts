import { redact } from './errors.ts';

/** Parts of a key under which a value may be a credential, `value` of an environment variable among them. */
const secretKey = /pass|secret|token|key|cred|auth|salt|dsn|connection|cert|private|cookie|session|^value$/i;

/** A run of characters as generated credentials have it: long, with digits among the letters. */
const generated = /(?=[A-Za-z+/_=-]*\d)(?=[\d+/_=-]*[A-Za-z])[A-Za-z\d+/_=-]{16,}/;

/** A longer text tells a reader no more. */
const longest = 60;

/**
 * Returns a scalar value for an error message, as JSON; undefined for one that may be a secret, by a key on its path or
 * by its form, and for one that is too long to help.
 *
 * @param path keys and indices from the root to the value
 */
export function showValue(value: unknown, path: readonly (string | number)[]): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value) && value !== null) return undefined;
  if (path.some((step) => secretKey.test(String(step)))) return undefined;
  const text = JSON.stringify(value);
  if (text.length > longest || generated.test(text) || redact(text) !== text) return undefined;
  return text;
}
