import { mkdirSync } from 'node:fs';
import { type Git, gitIn } from '../../../pipelines/stand-in/git.ts';
import { GitStateStore } from '../../../pipelines/stand-in/git-state-store.ts';
import { type Placed, workPlacementFor } from '../../../pipelines/stand-in/work-placement.ts';

/** What of a request is in the state store. */
export interface Placement {
  readonly placed: Placed;
  /** None: nothing of it is to stay. */
  readonly files: ReadonlyMap<string, string>;
}

/** How a repository is reached. */
export interface RepositoryAccess {
  /** With the credentials. */
  readonly url: string;
  readonly branch: string;
  /** Path of the certificate of the authority that its server's certificate is from. */
  readonly authority: string;
}

/**
 * The state store in a Git repository that is pushed to, one write after another, each on what the repository holds
 * at that moment: whatever somebody else changed in the files of a request is put back when the request runs again.
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
   * @param folder of its own copy of the repository, which has to have a commit on its branch
   * @param access is asked before each use: an address, credentials or an authority may change
   */
  static async open(folder: string, access: () => Promise<RepositoryAccess>): Promise<RemoteStateStore> {
    mkdirSync(folder, { recursive: true });
    const store = await GitStateStore.open(folder);
    const git = gitIn(folder, { name: 'kratix', email: 'kratix@localhost' });
    return new RemoteStateStore({ store, git }, access);
  }

  /** @throws Error where the repository cannot be reached or has no such branch */
  async check(): Promise<void> {
    await this.#inTurn(() => this.#fetch());
  }

  /** @returns the commit, or undefined where the repository holds the same already */
  write({ placed, files }: Placement): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const branch = await this.#fetch();
      await this.#git(['reset', '--quiet', '--hard', 'FETCH_HEAD']);
      const commit = await this.#store.write(workPlacementFor(placed), files);
      if (commit !== undefined) await this.#git(['push', '--quiet', 'origin', `HEAD:${branch}`]);
      return commit;
    });
  }

  /** @returns the full name of its branch */
  async #fetch(): Promise<string> {
    const { url, branch, authority } = await this.#access();
    // from the repository's settings, so that no list of processes shows the credentials
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
