import { type Git, gitIn } from '../../../pipelines/local/git.ts';
import { GitStateStore } from '../../../pipelines/local/git-state-store.ts';
import { type Placed, workPlacementFor } from '../../../pipelines/local/work-placement.ts';
import type { GitRepository } from '../git/git-server.ts';

/** What of a request is in the state store. */
export interface Placement {
  readonly placed: Placed;
  /** None: nothing of it is to stay. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The state store in a Git repository that is pushed to, one write after another, each on what the repository holds
 * at that moment: whatever somebody else changed in the files of a request is put back when the request runs again.
 */
export class RemoteStateStore {
  readonly #store: GitStateStore;
  readonly #git: Git;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(store: GitStateStore, git: Git) {
    this.#store = store;
    this.#git = git;
  }

  /** @param folder of its own copy of the repository, which has to have a commit on its branch */
  static async open(folder: string, { url, authority, branch }: GitRepository): Promise<RemoteStateStore> {
    const store = await GitStateStore.open(folder, branch);
    const git = gitIn(folder, { name: 'kratix', email: 'kratix@localhost' });
    await git(['config', 'http.sslCAInfo', authority]);
    await git(['remote', 'add', 'origin', url]);
    return new RemoteStateStore(store, git);
  }

  /** @returns the commit, or undefined where the repository holds the same already */
  async write(placement: Placement): Promise<string | undefined> {
    const written = this.#last.then(() => this.#write(placement));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #write({ placed, files }: Placement): Promise<string | undefined> {
    await this.#git(['fetch', '--quiet', 'origin', 'HEAD']);
    await this.#git(['reset', '--quiet', '--hard', 'FETCH_HEAD']);
    const commit = await this.#store.write(workPlacementFor(placed), files);
    if (commit !== undefined) await this.#git(['push', '--quiet', 'origin', 'HEAD']);
    return commit;
  }
}
