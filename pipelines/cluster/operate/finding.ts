/** Result of a check: in order, in progress or unknown, or a change is required. */
export type Verdict = 'done' | 'waiting' | 'refused';

/** Result of one check. */
export interface Finding {
  readonly verdict: Verdict;
  /** A few words for a table cell. */
  readonly text: string;
  /** Lines with the reason and the fix. */
  readonly details: readonly string[];
}

/** Creates a finding. */
export function finding(verdict: Verdict, text: string, ...details: readonly string[]): Finding {
  return { verdict, text, details };
}

/** Returns the combined verdict: `refused` before `waiting` before `done`. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('refused')) return 'refused';
  return verdicts.includes('waiting') ? 'waiting' : 'done';
}
