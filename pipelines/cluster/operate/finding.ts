/** Result of a check: in order, in progress or unknown, or a change is required. */
export type Verdict = 'done' | 'waiting' | 'refused';

/** One thing that was looked at. */
export interface Finding {
  readonly verdict: Verdict;
  /** A few words for a column. */
  readonly text: string;
  /** Lines for a person who wants to know why, and what to do. */
  readonly details: readonly string[];
}

/** A finding. */
export function finding(verdict: Verdict, text: string, ...details: readonly string[]): Finding {
  return { verdict, text, details };
}

/** Returns the verdict on several things together: `refused` before `waiting` before `done`. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('refused')) return 'refused';
  return verdicts.includes('waiting') ? 'waiting' : 'done';
}
