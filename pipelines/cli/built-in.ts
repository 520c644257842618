import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files that are built into the program. */
export interface BuiltInFiles {
  /** Each begins with one of {@link BuiltInFolder}. */
  readonly paths: readonly string[];
  readonly read: (path: string) => Uint8Array;
}

/**
 * Folders that are built into the program: the carried charts, the objects of Gitea and the registry, the Promises, and
 * the files of a new Promise.
 */
export type BuiltInFolder = 'charts' | 'platform' | 'promises' | 'templates';

/** Files that come with the program. */
export interface ProgramFiles {
  /** Folder of the program: a checkout has the Promises beside it. */
  readonly folder: string;
  /** Returns the path of a folder that is built into the program. */
  readonly builtIn: (folder: BuiltInFolder) => string;
}

/**
 * Returns a function that gives the path of a built-in folder on disk. A folder is unpacked at its first use, into a
 * temporary folder that the process removes when it ends.
 */
export function unpackFolders({ paths, read }: BuiltInFiles): (folder: BuiltInFolder) => string {
  let root: string | undefined;
  const unpacked = new Set<BuiltInFolder>();
  return (folder) => {
    root ??= temporaryFolder();
    if (unpacked.has(folder)) return join(root, folder);
    for (const path of paths.filter((candidate) => candidate.startsWith(`${folder}/`))) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, read(path));
    }
    unpacked.add(folder);
    return join(root, folder);
  };
}

/** Signals by which a shell, a terminal or a scheduler ends a process. */
const terminationSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** Creates a folder that is removed when the process exits, or when a signal ends it. */
function temporaryFolder(): string {
  let folder: string | undefined;
  const remove = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  for (const signal of terminationSignals) {
    process.once(signal, () => {
      // A command that waits for the signal ends on its own.
      if (process.listenerCount(signal) > 0) return;
      remove();
      process.kill(process.pid, signal);
    });
  }
  // Last, because a signal would leave the folder if it came before the listeners.
  folder = mkdtempSync(join(tmpdir(), 'infraforge-'));
  return folder;
}

/** Returns the folder of the Promises: that of the checkout which holds the program, otherwise the built-in one. */
export function promisesFolder({ folder, builtIn }: ProgramFiles): string {
  const checkout = join(folder, '..', 'promises');
  return existsSync(join(checkout, 'charts.lock')) ? checkout : builtIn('promises');
}

/** Returns the folder with the objects of Gitea and the registry: that of the checkout, otherwise the built-in one. */
export function platformFolder({ folder, builtIn }: ProgramFiles): string {
  const checkout = join(folder, '..', 'kind', 'platform');
  return existsSync(checkout) ? checkout : builtIn('platform');
}
