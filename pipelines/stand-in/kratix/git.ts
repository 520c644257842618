import { type ExecFileException, execFile } from 'node:child_process';
import { join } from 'node:path';

/** Runs one git command in a repository, with `input` as its standard input. Returns its standard output. */
export type Git = (args: readonly string[], input?: string) => Promise<string>;

/** Author of commits. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

// No setting of the machine may change commits: no hooks, no signing, no templates. No garbage collection may run in
// the background while the folder is removed.
const settings = ['core.hooksPath=/dev/null', 'core.autocrlf=false', 'commit.gpgSign=false', 'gc.auto=0'];

/**
 * Returns the `git` on the PATH for one folder. It ignores repositories of parent folders and the configuration of the
 * user and the machine.
 */
export function gitIn(folder: string, author: Author): Git {
  const env = {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_DIR: join(folder, '.git'),
    GIT_WORK_TREE: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  };
  const options = { cwd: folder, env, maxBuffer: 256 * 1024 * 1024 };
  const before = settings.flatMap((setting) => ['-c', setting]);

  return (args, input = '') =>
    new Promise((resolve, reject) => {
      const child = execFile('git', [...before, ...args], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(gitError(args, error, stderr));
      });
      // a command that ends before it has read its input reports the reason on its standard error
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
}

function gitError(args: readonly string[], error: ExecFileException, stderr: string): Error {
  const detail =
    error.code === 'ENOENT' ? 'no git on the PATH, or no such folder' : stderr.trim() || error.message;
  return new Error(`Run git ${args[0] ?? ''}: ${detail}`, { cause: error });
}
