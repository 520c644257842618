import { NotInstalledError, RequestError, UnavailableError, UsageError } from '../../shared/errors.ts';
import type { Verdict } from '../cluster/operate/finding.ts';

/** How the command ends; a script may rely on it. */
export const exitCodes = {
  done: 0,
  /** Our fault, or the machine's. */
  defect: 1,
  /** Somebody must change something. */
  refused: 2,
  /** A registry did not answer. */
  retry: 3,
  /** The command line makes no sense (sysexits, EX_USAGE). */
  usage: 64,
} as const;

/** Returns the exit code of a command that came to a verdict. */
export function exitCodeOfVerdict(verdict: Verdict): number {
  return { done: exitCodes.done, waiting: exitCodes.retry, refused: exitCodes.refused }[verdict];
}

/** What an error means that ended a command. */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof RequestError || error instanceof NotInstalledError) return exitCodes.refused;
  return error instanceof UnavailableError ? exitCodes.retry : exitCodes.defect;
}
