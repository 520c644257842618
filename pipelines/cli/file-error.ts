import { existsSync } from 'node:fs';
import { SymbolicLinkError } from '../../shared/kratix/volumes.ts';
import { systemErrorReason } from '../../shared/system-error.ts';

/** A file or folder that cannot be read or written; the message names it. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly direction: 'read' | 'write';

  constructor(direction: 'read' | 'write', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.direction = direction;
  }
}

/**
 * Checks that a command replaces no file.
 *
 * @param hint imperative clause for a file that exists
 * @throws FileError with every file that exists
 */
export function checkNotExisting(files: readonly string[], hint: string): void {
  const existing = files.filter((file) => existsSync(file));
  if (existing.length === 0) return;
  const problems = existing.map((file) => `Cannot write "${file}": the file exists; ${hint}`);
  throw new FileError('write', problems.join('\n'));
}

/**
 * Runs work on files, and reports an error of the operating system as a FileError.
 *
 * @param action completes the message "Cannot …": `write to "out"`
 * @returns the result of the work
 * @throws FileError for an error of the operating system or a symbolic link; all other errors of the work unchanged
 */
export async function withFileErrors<T>(
  direction: 'read' | 'write',
  action: string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isLink = error instanceof SymbolicLinkError;
    const reason = isLink ? 'it is a symbolic link, and links are not followed' : systemErrorReason(error);
    if (reason === undefined) throw error;
    throw new FileError(direction, `Cannot ${action}: ${reason}`, { cause: error });
  }
}
