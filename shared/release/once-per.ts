/**
 * A function whose result is worked out once for each argument, for what many requests ask of the same
 * surroundings; what is remembered goes when the argument does.
 */
export function oncePer<Key extends object, Result>(derive: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, { readonly result: Result }>();
  return (key) => {
    const entry = known.get(key) ?? { result: derive(key) };
    known.set(key, entry);
    return entry.result;
  };
}
