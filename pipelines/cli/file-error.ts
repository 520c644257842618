import { SymbolicLinkError } from '../../shared/kratix/volumes.ts';

/** A file or folder that cannot be read or written; the message names it. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly direction: 'read' | 'write';

  constructor(direction: 'read' | 'write', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.direction = direction;
  }
}

/** Plain English for the error codes of files (errno, POSIX). */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'the file is in use',
  EEXIST: 'a file of this name exists',
  EFBIG: 'the file is too large',
  EISDIR: 'it is a folder',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a folder',
  ENOTEMPTY: 'the folder is not empty',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  EDQUOT: 'the disk quota is used up',
};

/** Returns what an error of the operating system means; undefined for any other error. */
export function systemErrorReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined;
  const { code = '' } = error as NodeJS.ErrnoException;
  return reasons[code] ?? code;
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
