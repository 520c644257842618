import { hasUserInformation } from '../printable-value.ts';
import { scalarText } from '../scalar-text.ts';
import { truncate } from '../truncate.ts';
import { looksLikeCredential } from './credential-rules.ts';

/** Maximum length of a value in a message. */
const maxLength = 60;

/** Returns a value to append to a message: a space, then the value, strings in double quotes. Empty if it may be a secret. */
export function quotedValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return ` ${value}`;
  if (typeof value !== 'string' || looksLikeCredential('', value) || hasUserInformation(value)) return '';
  return ` ${JSON.stringify(truncate(value, maxLength))}`;
}

/** Returns the `error` option of a zod schema with the message `Invalid <kind> "<value>"; <advice>`. */
export function invalid(
  kind: string,
  advice: string | ((value: string) => string),
): { error: (issue: { readonly input?: unknown }) => string } {
  return {
    error: ({ input }) =>
      `Invalid ${kind}${quotedValue(input)}; ${typeof advice === 'string' ? advice : advice(scalarText(input ?? ''))}`,
  };
}
