import { type Context, createContext, Script } from 'node:vm';
import { invalidSchema } from './schema-guard.ts';

/** Timeout in milliseconds of wall clock; far more than any real schema needs on a fifth of a core. */
const timeout = 2_000;

/**
 * Runs work with a timeout. A foreign chart can make it endless, for example with a regular expression that backtracks; V8
 * interrupts regular expressions as well.
 *
 * @throws RequestError `InvalidChart` after two seconds or if the stack overflows; otherwise the error of `work`
 */
export function withTimeout<Result>(work: () => Result): Result {
  context ??= createContext({});
  script ??= new Script('work()');
  context['work'] = work;
  try {
    return script.runInContext(context, { timeout }) as Result;
  } catch (error) {
    if (isRunaway(error)) throw invalidSchema('takes too much time or memory to check', error);
    throw error;
  } finally {
    context['work'] = undefined;
  }
}

let context: Context | undefined;
let script: Script | undefined;

function isRunaway(error: unknown): boolean {
  return error instanceof RangeError || (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
