/** What a look at something says: in order, on its way or nobody knows, or somebody must change something. */
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

/** The verdict on several things together: what needs somebody comes before what needs time. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('refused')) return 'refused';
  return verdicts.includes('waiting') ? 'waiting' : 'done';
}
