import { redact } from '../../shared/errors.ts';

/** Returns a value as one line of JSON. Strings are redacted one by one, so that the result stays valid JSON. */
export function printJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? redact(part) : part));
}
