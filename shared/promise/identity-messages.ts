import { quotedValue } from './quoted-value.ts';

const nameAdvice = 'use lower-case letters, digits, dashes and dots, at most 253 characters';
const namespaceAdvice = 'use lower-case letters, digits and dashes, at most 63 characters';

/** Message for an invalid `metadata.name` of a schema, which cannot show the value. */
export const invalidName: string = `Invalid name; ${nameAdvice}`;

/** Message for an invalid `metadata.namespace` of a schema, which cannot show the value. */
export const invalidNamespace: string = `Invalid namespace; ${namespaceAdvice}`;

/** Returns the message for an invalid `metadata.name`. */
export function invalidNameOf(name: unknown): string {
  return `Invalid name${quotedValue(name)}; ${nameAdvice}`;
}

/** Returns the message for an invalid `metadata.namespace`. */
export function invalidNamespaceOf(namespace: unknown): string {
  return `Invalid namespace${quotedValue(namespace)}; ${namespaceAdvice}`;
}

/**
 * Returns the message for the name of a request that is also the name of its release.
 *
 * @param limit maximum length in characters
 */
export function invalidReleaseName(limit: number, name?: string): string {
  const shown = name === undefined ? '' : ` "${name}"`;
  return `Invalid release name${shown}; use at most ${limit} lower-case letters, digits and dashes, starting with a letter`;
}
