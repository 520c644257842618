import { RequestError, UnavailableError } from '../../shared/errors.ts';
import type { Tally } from './print-rendered.ts';

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

/** A command line that cannot be followed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a command asks about is not there: somebody must install it first. */
export class NotInstalledError extends Error {
  override readonly name = 'NotInstalledError';
}

/** What the outcomes of some requests mean together. */
export function exitCodeOf({ refused, retry }: Tally): number {
  if (refused > 0) return exitCodes.refused;
  return retry > 0 ? exitCodes.retry : exitCodes.done;
}

/** What an error means that ended a command. */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof RequestError || error instanceof NotInstalledError) return exitCodes.refused;
  return error instanceof UnavailableError ? exitCodes.retry : exitCodes.defect;
}
