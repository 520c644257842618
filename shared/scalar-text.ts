/**
 * Returns a scalar as text, and an empty string for an object or a list: `String()` would call a key `toString` of a request
 * as a method.
 */
export function scalarText(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value);
}
