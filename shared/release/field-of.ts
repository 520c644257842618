/** Which field of an item a person writes to set a value: `storage.size` for `persistence.size`. */
export type FieldOf = (valuePath: string) => string | undefined;

/**
 * The fields of an item by the values they set, for who has to mend a value.
 *
 * @param fields by value path; what lies below a path is called the same in the field
 */
export function fieldOf(fields: Readonly<Record<string, string>>): FieldOf {
  const longestFirst = Object.entries(fields).toSorted(([one], [other]) => other.length - one.length);
  return (valuePath) => {
    const known = longestFirst.find(([path]) => isAtOrBelow(valuePath, path));
    return known && `${known[1]}${valuePath.slice(known[0].length)}`;
  };
}

/** Fields that are called like the values they set. */
export function sameNames(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

function isAtOrBelow(valuePath: string, path: string): boolean {
  return valuePath.startsWith(path) && ['', '.', '['].includes(valuePath.charAt(path.length));
}
