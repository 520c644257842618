/**
 * Returns a function that computes its result once for each argument. Demo, render and tests evaluate hundreds of
 * requests against one list. A result is garbage-collected with its argument.
 */
export function memoize<Key extends object, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, { readonly result: Result }>();
  return (key) => {
    const entry = known.get(key) ?? { result: compute(key) };
    known.set(key, entry);
    return entry.result;
  };
}
