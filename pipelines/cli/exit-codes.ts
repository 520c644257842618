import { NotInstalledError, RequestError, UnavailableError, UsageError } from '../../shared/errors.ts';
import { ClusterError } from '../cluster/cluster.ts';
import type { Verdict } from '../cluster/operate/finding.ts';
import { FileError } from './file-error.ts';

/** Exit codes of the command; scripts may rely on them. */
export const exitCodes = {
  done: 0,
  /** A defect of the program or a failure of the machine. */
  defect: 1,
  /** A requester or the platform team must change something. */
  refused: 2,
  /** A registry or the cluster did not answer. */
  retry: 3,
  /** Invalid arguments (sysexits, EX_USAGE). */
  usage: 64,
  /** A file cannot be read (sysexits, EX_NOINPUT). */
  noInput: 66,
  /** A file cannot be written (sysexits, EX_CANTCREAT). */
  cantCreate: 73,
} as const;

/** Name of an exit code. */
export type ExitCode = keyof typeof exitCodes;

/** Returns the exit code of a command that came to a verdict. */
export function exitCodeOfVerdict(verdict: Verdict): number {
  return { done: exitCodes.done, waiting: exitCodes.retry, refused: exitCodes.refused }[verdict];
}

/** Returns the exit code of a command that an error ended. */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof FileError) return exitCodes[error.direction === 'read' ? 'noInput' : 'cantCreate'];
  if (error instanceof ClusterError && error.reason === 'InvalidKubeconfig') return exitCodes.noInput;
  if (error instanceof RequestError || error instanceof NotInstalledError) return exitCodes.refused;
  return error instanceof UnavailableError || error instanceof ClusterError
    ? exitCodes.retry
    : exitCodes.defect;
}
