/**
 * Returns a scalar as text; an empty string for an object or a list, because `String()` would call the value of a key
 * `toString`.
 */
export function scalarText(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value);
}
