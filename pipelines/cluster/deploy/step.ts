import { ActionableError, RequestError, UnavailableError } from '../../../shared/errors.ts';
import { KubectlError } from '../kubectl.ts';
import { ConnectionLost } from '../through-port.ts';

/** What became of something that should be there. */
export type Change = 'made' | 'changed' | 'unchanged';

/** What a step brought about. */
export interface Outcome<T> {
  /** What later steps need of it. */
  readonly value: T;
  /** Left out where a step only looks. */
  readonly change?: Change;
  /** What a person wants to know of it: an address, a version. */
  readonly detail?: string;
  /** What a person should know, though it worked. */
  readonly warnings?: readonly string[];
}

/** Told of every step, in the order in which they happen. */
export interface Report {
  readonly begun: (name: string) => void;
  readonly done: (step: FinishedStep) => void;
  readonly warn: (text: string) => void;
}

/** A step that came to its end. */
export interface FinishedStep extends Pick<Outcome<unknown>, 'change' | 'detail'> {
  readonly name: string;
  readonly seconds: number;
}

/** A step that did not come to its end, for a reason that a person can act on. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** Name of a step, and what to do if it fails. */
export interface StepName {
  readonly name: string;
  /** Imperative clause for a failure that has no hint itself. */
  readonly hint: string;
}

/**
 * Takes a step, and reports it with its time.
 *
 * @throws StepError with the step, the reason and what to do; a defect of ours as it is
 */
export async function runStep<T>(
  { name, hint }: StepName,
  { report, work }: { readonly report: Report; readonly work: () => Promise<Outcome<T>> },
): Promise<T> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  report.begun(name);
  try {
    const { value, warnings = [], ...outcome } = await work();
    report.done({ ...outcome, name, seconds: seconds() });
    for (const warning of warnings) report.warn(warning);
    return value;
  } catch (error) {
    if (!isExpected(error)) throw error;
    const after = `after ${seconds().toFixed(1)} s`;
    const own = error instanceof ActionableError ? error.hint : undefined;
    throw new StepError(`${name} failed ${after}: ${error.message}\n  What to do: ${own ?? hint}`, {
      cause: error,
    });
  }
}

/** What the machine, the cluster or a server answered; everything else is our defect. */
function isExpected(error: unknown): error is Error {
  const known = [KubectlError, ConnectionLost, ActionableError, RequestError, UnavailableError];
  if (known.some((kind) => error instanceof kind)) return true;
  return error instanceof Error && 'syscall' in error;
}

/** Several changes as one: what was made wins, then what was changed. */
export function foldChanges(changes: readonly Change[]): Change {
  if (changes.length > 0 && changes.every((change) => change === 'made')) return 'made';
  return changes.every((change) => change === 'unchanged') ? 'unchanged' : 'changed';
}
