import { hasUserInformation } from '../printable-value.ts';
import { scalarText } from '../scalar-text.ts';
import { looksLikeCredential } from './credential-rules.ts';

/** Longer values are cut in messages. */
const maxLength = 60;

/** Returns a value for a message after a space, strings in double quotes; an empty string if it may be a secret. */
export function quotedValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return ` ${value}`;
  if (typeof value !== 'string' || looksLikeCredential('', value) || hasUserInformation(value)) return '';
  return ` ${JSON.stringify(value.length > maxLength ? `${value.slice(0, maxLength - 1)}…` : value)}`;
}

/** Returns the error of a schema: `Invalid <kind> "<value>"; <what to do>`. */
export function invalid(
  kind: string,
  advice: string | ((value: string) => string),
): { error: (issue: { readonly input?: unknown }) => string } {
  return {
    error: ({ input }) =>
      `Invalid ${kind}${quotedValue(input)}; ${typeof advice === 'string' ? advice : advice(scalarText(input ?? ''))}`,
  };
}
