import { looksLikeCredential } from './credentials.ts';

/** User information with a password before a host, with or without a scheme. */
const userInformation = /[^\s/:@]:[^\s@]*@/;

/** Length from which a value is cut in a message. */
const longest = 60;

/** Returns a value for a message, in double quotes and after a space; nothing if it may be a secret. */
export function shownValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return ` ${value}`;
  if (typeof value !== 'string' || looksLikeCredential('', value) || userInformation.test(value)) return '';
  return ` ${JSON.stringify(value.length > longest ? `${value.slice(0, longest - 1)}…` : value)}`;
}

/** Error of a schema: `Invalid <kind> "<value>"; <what to do>`. */
export function invalid(
  kind: string,
  advice: string | ((value: string) => string),
): { error: (issue: { readonly input?: unknown }) => string } {
  return {
    error: ({ input }) =>
      `Invalid ${kind}${shownValue(input)}; ${typeof advice === 'string' ? advice : advice(String(input))}`,
  };
}
