import { run } from '../cluster/processes.ts';
import type { GitRepository } from '../git/git-server.ts';

/** What is in a Git repository, read from the server's own copy. */
export class Repository {
  readonly #folder: string;

  constructor({ folder }: Pick<GitRepository, 'folder'>) {
    this.#folder = folder;
  }

  async head(): Promise<string> {
    return (await this.#git(['rev-parse', 'HEAD'])).trim();
  }

  /** Subjects of the commits after one, the newest first. */
  async subjectsSince(commit: string): Promise<string[]> {
    return linesOf(await this.#git(['log', '--format=%s', `${commit}..HEAD`]));
  }

  /** Paths that differ between a commit and the newest. */
  async changedSince(commit: string): Promise<string[]> {
    return linesOf(await this.#git(['diff', '--name-only', '--no-renames', commit, 'HEAD']));
  }

  async files(): Promise<string[]> {
    return linesOf(await this.#git(['ls-tree', '-r', '--name-only', 'HEAD']));
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
