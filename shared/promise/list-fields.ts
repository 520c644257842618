/** Longest list of fields that a message contains. */
const longest = 12;

/** Returns the names of fields for a message; of many, only the first ones. */
export function listFields(fields: readonly string[]): string {
  return fields.length <= longest ? fields.join(', ') : `${fields.slice(0, longest - 1).join(', ')}, …`;
}
