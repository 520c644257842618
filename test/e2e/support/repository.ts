import { parseChartYaml } from '../../../shared/yaml.ts';
import { run } from '../cluster/processes.ts';

/** Repository over HTTPS with a password. */
export interface GitRepository {
  /** URL with the credentials. */
  readonly url: string;
  /** URL without the credentials, as in Applications. */
  readonly publicURL: string;
  readonly username: string;
  readonly password: string;
  /** Git settings that the access needs, such as the CA certificate: `name=value`. */
  readonly settings: readonly string[];
  readonly branch: string;
}

/** Commit of the state store. */
export interface Commit {
  readonly id: string;
  readonly subject: string;
}

/** Content of a Git repository, in a copy that every call updates. */
export class Repository {
  readonly #folder: string;
  readonly #branch: string;
  #latest: Promise<unknown> = Promise.resolve();
  readonly #ancestors = new Map<string, Promise<boolean>>();

  private constructor(folder: string, branch: string) {
    this.#folder = folder;
    this.#branch = branch;
  }

  /** Clones a repository into a new folder. */
  static async open({ url, settings, branch }: GitRepository, folder: string): Promise<Repository> {
    const config = settings.flatMap((setting) => ['--config', setting]);
    await run('git', ['clone', '--quiet', '--bare', ...config, url, folder]);
    return new Repository(folder, branch);
  }

  /** Returns the newest commit of the branch. */
  async head(): Promise<string> {
    return (await this.#git(['rev-parse', this.#branch])).trim();
  }

  /** Returns the commits after a commit, the newest first. */
  async commitsSince(commit: string): Promise<Commit[]> {
    const lines = linesOf(await this.#git(['log', '--format=%H %s', `${commit}..${this.#branch}`]));
    return lines.map((line) => ({
      id: line.slice(0, line.indexOf(' ')),
      subject: line.slice(line.indexOf(' ') + 1),
    }));
  }

  /** Returns the paths that a commit changed. An earlier call must have returned the commit. */
  async changedBy(commit: string): Promise<string[]> {
    return linesOf(await this.#local(['diff', '--name-only', '--no-renames', `${commit}^`, commit]));
  }

  /** Returns true if a revision is a commit or a later one. Looks once: history does not change. */
  includes(revision: string, commit: string): Promise<boolean> {
    const key = `${revision} ${commit}`;
    const known = this.#ancestors.get(key) ?? this.#includes(revision, commit);
    this.#ancestors.set(key, known);
    // a revision of another repository, or a failed call, is checked again
    known.catch(() => this.#ancestors.delete(key));
    return known;
  }

  async #includes(revision: string, commit: string): Promise<boolean> {
    const args = ['rev-list', revision, '--not', `${commit}^@`];
    // without a fetch first: the revision is often known
    const commits = await this.#local(args).catch(() => this.#git(args));
    return commits.includes(commit);
  }

  /** Returns the paths of all files of the branch. */
  async files(): Promise<string[]> {
    return linesOf(await this.#git(['ls-tree', '-r', '--name-only', this.#branch]));
  }

  /** Returns all commits with messages and patches. */
  async history(): Promise<string> {
    return this.#git(['log', '--all', '--patch', '--format=fuller']);
  }

  /** Returns the content of a file. @throws Error if it does not exist */
  async read(path: string): Promise<string> {
    return this.#git(['show', `${this.#branch}:${path}`]);
  }

  /** Returns an Application of a release, an operator or a namespace. @throws Error without it */
  async application(name: string): Promise<{ readonly spec?: { readonly source?: object } }> {
    const paths = [':(glob)**/application.yaml', ':(glob)**/_namespaces/*.yaml'];
    const pattern = `^  name: ${name.replaceAll('.', '\\.')}$`;
    const found = await this.#git([
      'grep',
      '--files-with-matches',
      '-e',
      pattern,
      this.#branch,
      '--',
      ...paths,
    ]);
    return parseChartYaml(await this.#local(['show', linesOf(found)[0]!]), name) as object;
  }

  #local(args: readonly string[]): Promise<string> {
    return run('git', ['-C', this.#folder, ...args]);
  }

  /** Makes one call after another: Git refuses one of two fetches at the same time. */
  #git(args: readonly string[]): Promise<string> {
    const look = async (): Promise<string> => {
      const branch = `+refs/heads/${this.#branch}:refs/heads/${this.#branch}`;
      await run('git', ['-C', this.#folder, 'fetch', '--quiet', 'origin', branch]);
      return this.#local(args);
    };
    const answer = this.#latest.then(look, look);
    this.#latest = answer;
    return answer;
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
