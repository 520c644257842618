/** Returns true if a name matches a pattern. The only wildcard is `*`, which matches any string. */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === name;
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - at >= last.length && name.endsWith(last);
}

/** Returns true if some name matches both patterns. Takes time in proportion to the product of their lengths. */
export function globsOverlap(one: string, other: string): boolean {
  // reachable[j]: the first i characters of one and the first j of the other match a common string.
  let reachable = Array.from({ length: other.length + 1 }, (_, end) => /^\**$/.test(other.slice(0, end)));
  for (const character of one) {
    const next = [character === '*' && reachable[0]!];
    for (let end = 1; end <= other.length; end++) {
      const same = character === other[end - 1] && reachable[end - 1]!;
      const starInOne = character === '*' && (reachable[end]! || next[end - 1]!);
      const starInOther = other[end - 1] === '*' && (reachable[end]! || next[end - 1]!);
      next.push(same || starInOne || starInOther);
    }
    reachable = next;
  }
  return reachable[other.length]!;
}
