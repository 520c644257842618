import { ActionableError, RequestError, UnavailableError } from '../../../shared/errors.ts';
import { ConnectionLost } from '../through-port.ts';

/** Result of applying an object. */
export type Change = 'created' | 'changed' | 'unchanged';

/** Result of a step. */
export interface Outcome<T> {
  /** Value for later steps. */
  readonly value: T;
  /** Undefined if a step only reads. */
  readonly change?: Change;
  /** Detail for messages, such as an address or a version. */
  readonly detail?: string;
  /** Warnings of a successful step. */
  readonly warnings?: readonly string[];
}

/** Receives each step in order. */
export interface Report {
  readonly begun: (name: string) => void;
  readonly done: (step: FinishedStep) => void;
  readonly warn: (text: string) => void;
}

/** Step that succeeded. */
export interface FinishedStep extends Pick<Outcome<unknown>, 'change' | 'detail'> {
  readonly name: string;
  readonly seconds: number;
}

/** Failure of a step with a reason and a fix. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/**
 * Runs a step and reports it with its time.
 *
 * @param step.hint imperative clause for a failure without a hint of its own
 * @throws StepError with the step, the reason and the fix; our own defects unchanged
 */
export async function runStep<T>(
  { name, hint }: { readonly name: string; readonly hint: string },
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

/** Returns whether an error comes from the machine, the cluster or a server; all others are our defects. */
function isExpected(error: unknown): error is Error {
  const known = [ConnectionLost, ActionableError, RequestError, UnavailableError];
  if (known.some((kind) => error instanceof kind)) return true;
  return error instanceof Error && 'syscall' in error;
}

/** Returns the change of several objects together: `created` only if all of them were created. */
export function foldChanges(changes: readonly Change[]): Change {
  if (changes.length > 0 && changes.every((change) => change === 'created')) return 'created';
  return changes.every((change) => change === 'unchanged') ? 'unchanged' : 'changed';
}
