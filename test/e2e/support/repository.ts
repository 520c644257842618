import { run } from '../cluster/processes.ts';

/** A repository that whoever has the credentials reads and writes over HTTPS. */
export interface GitRepository {
  /** With the credentials. */
  readonly url: string;
  /** Without them: as it stands in Applications. */
  readonly publicURL: string;
  readonly username: string;
  readonly password: string;
  /** Path of the certificate that its server's certificate is checked with. */
  readonly authority: string;
  readonly branch: string;
}

export interface Commit {
  readonly id: string;
  readonly subject: string;
}

/** What is in a Git repository, in a copy of its own that every look brings up to date. */
export class Repository {
  readonly #folder: string;
  readonly #branch: string;
  #latest: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, branch: string) {
    this.#folder = folder;
    this.#branch = branch;
  }

  /** @param folder of the copy; does not exist yet */
  static async open({ url, authority, branch }: GitRepository, folder: string): Promise<Repository> {
    const trust = ['--config', `http.sslCAInfo=${authority}`];
    await run('git', ['clone', '--quiet', '--bare', ...trust, url, folder]);
    return new Repository(folder, branch);
  }

  async head(): Promise<string> {
    return (await this.#git(['rev-parse', this.#branch])).trim();
  }

  /** Commits after one, the newest first. */
  async commitsSince(commit: string): Promise<Commit[]> {
    const lines = linesOf(await this.#git(['log', '--format=%H %s', `${commit}..${this.#branch}`]));
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
    return linesOf(await this.#git(['ls-tree', '-r', '--name-only', this.#branch]));
  }

  /** Everything that ever was in it: of each commit its text and what it changed. */
  async history(): Promise<string> {
    return this.#git(['log', '--all', '--patch', '--format=fuller']);
  }

  async read(path: string): Promise<string> {
    return this.#git(['show', `${this.#branch}:${path}`]);
  }

  /** One look after the other: of two fetches at once Git refuses one. */
  #git(args: readonly string[]): Promise<string> {
    const look = async (): Promise<string> => {
      const branch = `+refs/heads/${this.#branch}:refs/heads/${this.#branch}`;
      await run('git', ['-C', this.#folder, 'fetch', '--quiet', 'origin', branch]);
      return run('git', ['-C', this.#folder, ...args]);
    };
    const answer = this.#latest.then(look, look);
    this.#latest = answer;
    return answer;
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
