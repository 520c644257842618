import {
  ActionableError,
  actionText,
  NotInstalledError,
  RequestError,
  UnavailableError,
  UsageError,
} from '../../shared/errors.ts';
import { systemErrorReason } from '../../shared/system-error.ts';
import { FileError } from './file-error.ts';

const expected = [RequestError, UnavailableError, UsageError, NotInstalledError, FileError];

/**
 * Returns what a person reads about an error that ended a command: the message of an error that a person can cause, and
 * the stack of a defect, below a sentence that says what to do with it.
 */
export function explainError(error: unknown, version: string): string {
  if (!(error instanceof Error)) return defect(String(error), version);
  if (error instanceof ActionableError) return actionText(error);
  if (expected.some((kind) => error instanceof kind)) return error.message;
  const reason = systemErrorReason(error);
  if (reason !== undefined) return `Cannot ${describeCall(error)}: ${reason}`;
  return defect(error.stack ?? error.message, version);
}

function describeCall({ syscall, path, address, port }: NodeJS.ErrnoException & NetworkError): string {
  if (path !== undefined) return `access "${path}" (${syscall})`;
  return address === undefined ? `${syscall}` : `${syscall} to ${address}:${port}`;
}

interface NetworkError {
  readonly address?: string;
  readonly port?: number;
}

function defect(details: string, version: string): string {
  return [
    `This is a defect of infraforge ${version} (Node ${process.version}, ${process.platform}).`,
    'Report it with the command line and the lines below, after removing what is confidential:',
    '',
    details,
  ].join('\n');
}
