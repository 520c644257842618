/**
 * Returns the candidate that a misspelt word most likely means, for "did you mean" hints: the one with the fewest edits
 * (insert, delete, replace, transpose; case is ignored), at most a third of the word's length. The first of several
 * equally near candidates wins. If none is near, the first with a long common prefix: `replicaCount` means `replicas`.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.slice(0, maxWordLength).toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let fewest = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best ?? findByPrefix(wanted, candidates);
}

/** Returns the hint `; did you mean "replicas"?`, or an empty string without a near word. */
export function didYouMean(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/**
 * Returns the hint together with every choice.
 *
 * @example
 * choicesHint('dev', { label: 'declared', choices: 'dev, qa' }); // '; did you mean "dev"? Declared: dev, qa'
 * choicesHint(undefined, { label: 'declared', choices: 'dev, qa' }); // '; declared: dev, qa'
 */
export function choicesHint(
  near: string | undefined,
  { label, choices }: { readonly label: 'declared' | 'supported'; readonly choices: string },
): string {
  if (near === undefined) return `; ${label}: ${choices}`;
  return `${didYouMean(near)} ${label.charAt(0).toUpperCase()}${label.slice(1)}: ${choices}`;
}

/** A shorter common prefix is likely a coincidence. */
const minPrefixLength = 6;

function findByPrefix(wanted: string, candidates: Iterable<string>): string | undefined {
  const needed = Math.max(minPrefixLength, Math.ceil(wanted.length / 2));
  const beginning = wanted.slice(0, needed);
  if (beginning.length < needed) return undefined;
  return [...candidates].find((candidate) => candidate.toLowerCase().startsWith(beginning));
}

/** Words come from requests, and the comparison takes quadratic time: longer words are cut. */
const maxWordLength = 64;

/** Optimal string alignment distance. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let edits = Math.min(
        current[column - 1]! + 1,
        previous[column]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) edits = Math.min(edits, before[column - 2]! + 1);
      current.push(edits);
    }
    [before, previous] = [previous, current];
  }
  return previous[right.length]!;
}
