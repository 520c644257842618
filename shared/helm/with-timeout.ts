import { type Context, createContext, Script } from 'node:vm';
import { processorTime } from '../processor-time.ts';
import { invalidSchema } from './schema-guard.ts';

/** Milliseconds of processor time; far more than any real schema needs. */
const processorLimit = 500;

/** Milliseconds of wall clock of each attempt: on a busy machine, little of it is processor time. */
const attempts = [1_000, 8_000];

/**
 * Runs work with a timeout. A foreign chart can make it endless, for example with a regular expression that backtracks; V8
 * interrupts regular expressions as well. Work that had too little of the processor is run again, so that the result does
 * not depend on the load of the machine.
 *
 * @param work function without side effects
 * @throws RequestError `InvalidChart` after the limit or if the stack overflows; otherwise the error of `work`
 */
export function withTimeout<Result>(work: () => Result): Result {
  let failure: unknown;
  for (const timeout of attempts) {
    const start = processorTime();
    try {
      return runOnce(work, timeout);
    } catch (error) {
      failure = error;
      if (!isTimeout(error) || processorTime() - start >= processorLimit) break;
    }
  }
  if (isTimeout(failure) || failure instanceof RangeError) {
    throw invalidSchema('takes too much time or memory to check', failure);
  }
  throw failure;
}

function runOnce<Result>(work: () => Result, timeout: number): Result {
  context ??= createContext({});
  script ??= new Script('work()');
  context['work'] = work;
  try {
    return script.runInContext(context, { timeout }) as Result;
  } finally {
    context['work'] = undefined;
  }
}

let context: Context | undefined;
let script: Script | undefined;

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
