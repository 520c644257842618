import { run } from '../cluster/processes.ts';
import type { GitRepository } from '../git/git-server.ts';

export interface Commit {
  readonly id: string;
  readonly subject: string;
}

/** What is in a Git repository, read from the server's own copy. */
export class Repository {
  readonly #folder: string;

  constructor({ folder }: Pick<GitRepository, 'folder'>) {
    this.#folder = folder;
  }

  async head(): Promise<string> {
    return (await this.#git(['rev-parse', 'HEAD'])).trim();
  }

  /** Commits after one, the newest first. */
  async commitsSince(commit: string): Promise<Commit[]> {
    const lines = linesOf(await this.#git(['log', '--format=%H %s', `${commit}..HEAD`]));
    return lines.map((line) => ({
      id: line.slice(0, line.indexOf(' ')),
      subject: line.slice(line.indexOf(' ') + 1),
    }));
  }

  /** Paths that a commit changed. */
  async changedBy(commit: string): Promise<string[]> {
    return linesOf(await this.#git(['diff', '--name-only', '--no-renames', `${commit}^`, commit]));
  }

  /** Whether a revision is a commit or comes after it. */
  async includes(revision: string, commit: string): Promise<boolean> {
    return (await this.#git(['rev-list', revision, '--not', `${commit}^@`])).includes(commit);
  }

  async files(): Promise<string[]> {
    return linesOf(await this.#git(['ls-tree', '-r', '--name-only', 'HEAD']));
  }

  /** Everything that ever was in it: of each commit its text and what it changed. */
  async history(): Promise<string> {
    return this.#git(['log', '--all', '--patch', '--format=fuller']);
  }

  async read(path: string): Promise<string> {
    return this.#git(['show', `HEAD:${path}`]);
  }

  #git(args: readonly string[]): Promise<string> {
    return run('git', ['-C', this.#folder, ...args]);
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
