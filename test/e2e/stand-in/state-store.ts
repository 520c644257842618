import { mkdirSync } from 'node:fs';
import { type Git, gitIn } from '../../../pipelines/stand-in/kratix/git.ts';
import { GitStateStore } from '../../../pipelines/stand-in/kratix/git-state-store.ts';
import type { WorkPlacement } from '../../../pipelines/stand-in/kratix/work-placement.ts';

/** Access to a repository. */
export interface RepositoryAccess {
  /** URL with the credentials. */
  readonly url: string;
  readonly branch: string;
  /** Path of the CA certificate of its server. */
  readonly authority: string;
}

/**
 * A state store in a Git repository, over HTTPS: each write starts from the newest commit of the repository. So a run
 * restores the files of its request if a person changed them.
 */
export class RemoteStateStore {
  readonly #store: GitStateStore;
  readonly #git: Git;
  readonly #access: () => Promise<RepositoryAccess>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    { store, git }: { store: GitStateStore; git: Git },
    access: () => Promise<RepositoryAccess>,
  ) {
    this.#store = store;
    this.#git = git;
    this.#access = access;
  }

  /**
   * Opens a state store.
   * @param folder folder for a copy of the repository, whose branch must have a commit
   * @param access returns the access, before each use: address, credentials and CA may change
   */
  static async open(folder: string, access: () => Promise<RepositoryAccess>): Promise<RemoteStateStore> {
    mkdirSync(folder, { recursive: true });
    const store = await GitStateStore.open(folder);
    const git = gitIn(folder, { name: 'kratix', email: 'kratix@localhost' });
    return new RemoteStateStore({ store, git }, access);
  }

  /** Checks the access. @throws Error if the repository or its branch cannot be read */
  async check(): Promise<void> {
    await this.#inTurn(() => this.#fetch());
  }

  /** Replaces the files of a work placement. Returns the commit, or undefined if nothing changed. */
  write(workPlacement: WorkPlacement, files: ReadonlyMap<string, string>): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const branch = await this.#fetch();
      await this.#git(['reset', '--quiet', '--hard', 'FETCH_HEAD']);
      const commit = await this.#store.write(workPlacement, files);
      if (commit !== undefined) await this.#git(['push', '--quiet', 'origin', `HEAD:${branch}`]);
      return commit;
    });
  }

  /** Fetches the branch and returns its full name. */
  async #fetch(): Promise<string> {
    const { url, branch, authority } = await this.#access();
    // in the settings, so that no list of processes shows the credentials
    await this.#git(['config', 'remote.origin.url', url]);
    await this.#git(['config', 'http.sslCAInfo', authority]);
    await this.#git(['fetch', '--quiet', 'origin', `refs/heads/${branch}`]);
    return `refs/heads/${branch}`;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
