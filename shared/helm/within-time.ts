import { type Context, createContext, Script } from 'node:vm';
import { invalidSchema } from './schema-guard.ts';

/** Wall clock; a container throttled to a fifth of a core still gets far more than any real schema needs. */
const timeLimit = 2_000;

/**
 * Runs work that a foreign chart can make endless (a regular expression that backtracks) and stops it. V8 interrupts
 * regular expressions as well.
 * @throws RequestError `InvalidChart` after two seconds, and where the stack overflows; otherwise what `work` throws
 */
export function withinTime<Result>(work: () => Result): Result {
  context ??= createContext({});
  script ??= new Script('work()');
  context['work'] = work;
  try {
    return script.runInContext(context, { timeout: timeLimit }) as Result;
  } catch (error) {
    if (hasRunAway(error)) throw invalidSchema('takes too much time or memory to check', error);
    throw error;
  } finally {
    context['work'] = undefined;
  }
}

let context: Context | undefined;
let script: Script | undefined;

function hasRunAway(error: unknown): boolean {
  return error instanceof RangeError || (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
