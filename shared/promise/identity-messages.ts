/** Message for an invalid `metadata.name`. */
export const invalidName =
  'Invalid name; use lower-case letters, digits, dashes and dots, at most 253 characters';

/** Message for an invalid `metadata.namespace`. */
export const invalidNamespace =
  'Invalid namespace; use lower-case letters, digits and dashes, at most 63 characters';

/**
 * Returns the message for the name of a request that is also the name of its release.
 *
 * @param limit maximum length in characters
 */
export function invalidReleaseName(limit: number, name?: string): string {
  const shown = name === undefined ? '' : ` "${name}"`;
  return `Invalid release name${shown}; use lower-case letters, digits and dashes, at most ${limit} characters, a letter first`;
}
