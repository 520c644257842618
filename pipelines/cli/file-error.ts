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
 * Runs work on files and turns an error of the operating system into a FileError.
 *
 * @param what completes "Cannot": `write to "out"`
 * @throws FileError
 */
export async function onFiles<T>(
  direction: 'read' | 'write',
  what: string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isLink = error instanceof SymbolicLinkError;
    const reason = isLink ? 'it is a symbolic link, and links are not followed' : systemErrorReason(error);
    if (reason === undefined) throw error;
    throw new FileError(direction, `Cannot ${what}: ${reason}`, { cause: error });
  }
}
