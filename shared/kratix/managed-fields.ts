/** A key of the root, so that everything below other keys is indented. */
const firstLine = 'apiVersion: ';

/** `metadata` with its fields up to `managedFields`, and the items of that list. */
const managedFields = /^metadata:\n((?:(?: {2}.*)?\n)*?) {2}managedFields:\n(?:(?: {2}[- ].*)?\n)*/m;

/**
 * Removes `metadata.managedFields` from the YAML of an object as Kratix prints it. The list is often longer than the
 * request, nothing here reads it, and parsing it would take longer than the rest. A text of another form is returned
 * unchanged.
 */
export function withoutManagedFields(text: string): string {
  return text.startsWith(firstLine) ? text.replace(managedFields, 'metadata:\n$1') : text;
}
