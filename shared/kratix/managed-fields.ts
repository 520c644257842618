/** First line of a block mapping, in which everything below a key of the root is indented. */
const firstLine = 'apiVersion: ';

/** Matches `metadata` up to `managedFields`, with the items of that list. */
const managedFields = /^metadata:\n((?:(?: {2}.*)?\n)*?) {2}managedFields:\n(?:(?: {2}[- ].*)?\n)*/m;

/**
 * Removes `metadata.managedFields` from the YAML of an object as Kratix prints it. The list is unused, often longer than the
 * request, and slow to parse. Text in another form is returned unchanged.
 */
export function withoutManagedFields(text: string): string {
  return text.startsWith(firstLine) ? text.replace(managedFields, 'metadata:\n$1') : text;
}
