import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { manualReconciliationLabel } from '../../../shared/kratix/contract.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { type Platform, platform } from './platform.ts';
import type { Commit, Repository } from './repository.ts';
import { bootstrapClaim } from './requests.ts';

/** What came of a request that was applied. */
export interface Delivery {
  readonly request: ResourceRequest;
  /** Subjects of the commits that it made. */
  readonly commits: readonly string[];
  /** Paths that it changed, Kratix's state files left out. */
  readonly changed: readonly string[];
  /** The newest of them. */
  readonly commit: string;
}

let declared: Promise<Delivery> | undefined;

/** What a scenario does with the platform, as a person would by kubectl, Git and a look at the cluster. */
export class Scenario {
  readonly platform: Platform;
  readonly repository: Repository;
  readonly api: ApiServer;

  private constructor(running: Platform) {
    this.platform = running;
    this.repository = running.repository;
    this.api = running.cluster.api;
  }

  /** On the one platform of a run, with the environments `dev` and `qa` declared. */
  static async begin(): Promise<Scenario> {
    const scenario = new Scenario(await platform());
    await scenario.declared();
    return scenario;
  }

  /** What came of the one BootstrapClaim. */
  declared(): Promise<Delivery> {
    const gitURL = new URL(this.platform.git.publicURL).origin;
    declared ??= this.deliver(bootstrapClaim(gitURL), /^Cluster type nonprod declared/);
    return declared;
  }

  /** Applies an object. @returns what kubectl says @throws Error with what it says where it refuses */
  async apply(object: object): Promise<string> {
    return this.platform.cluster.kubectl(['apply', '--filename', '-'], JSON.stringify(object));
  }

  /** Applies a request, and waits for its message and its commit. */
  async deliver(object: object, message: RegExp): Promise<Delivery> {
    const before = await this.repository.head();
    // the message may be that of an earlier run, and the commit may come before this run's
    await this.ranAgain(object, () => this.apply(object));
    const request = await this.says(object, message);
    const commit = await this.committed(object, before);
    const changed = await this.repository.changedBy(commit);
    return {
      request,
      commit,
      commits: await this.commitsOf(object, before),
      changed: changed.filter((path) => !path.startsWith('.kratix/')),
    };
  }

  /** Runs a request again, by the label that asks Kratix to, and waits until the run is over. */
  async runAgain(object: object): Promise<ResourceRequest> {
    const labels = { [manualReconciliationLabel]: 'true' };
    const path = requestPath(object as ResourceRequest);
    return this.ranAgain(object, () => this.api.merge(path, { metadata: { labels } }));
  }

  /**
   * Does what makes a request run, again if it is there, and waits until that run is over, whichever way it ends. A run
   * that is under way is over first.
   */
  async ranAgain(object: object, cause: () => Promise<unknown>): Promise<ResourceRequest> {
    const path = requestPath(object as ResourceRequest);
    const isThere = (await this.api.find(path)) !== undefined;
    const before = isThere ? completion(await this.#overAfter(path)).at : undefined;
    await cause();
    return this.#overAfter(path, before);
  }

  /** Waits until a request is not running. @param earlier when a run was over that does not count */
  async #overAfter(path: string, earlier?: string): Promise<ResourceRequest> {
    return waitUntil({
      what: `${path} has run`,
      within: 120,
      probe: async () => {
        const request = await this.api.get<ResourceRequest>(path);
        const { at, isRunning } = completion(request);
        return isRunning || at === undefined || at === earlier ? undefined : request;
      },
    });
  }

  /** Waits until a run of the request as it is now has said something. */
  async says(object: object, message: RegExp): Promise<ResourceRequest> {
    const path = requestPath(object as ResourceRequest);
    return waitUntil({
      what: `${path} says ${message}`,
      within: 90,
      probe: async () => {
        const request = await this.api.get<ResourceRequest>(path);
        const said = request.status?.['message'];
        if (typeof said === 'string' && message.test(said)) return request;
        throw new Error(`it says ${JSON.stringify(said)}`);
      },
    });
  }

  /** Subjects of the commits that a request made after one: other requests may commit meanwhile. */
  async commitsOf(object: object, since: string): Promise<string[]> {
    return (await this.#commits(object, since)).map(({ subject }) => subject);
  }

  /** Waits for a request's commit after one. @param within seconds @returns the newest */
  async committed(object: object, since: string, within = 60): Promise<string> {
    const [commit] = await waitUntil({
      what: `there is a commit of ${requestPath(object as ResourceRequest)}`,
      within,
      probe: async () => {
        const commits = await this.#commits(object, since);
        return commits.length === 0 ? undefined : commits;
      },
    });
    return commit!.id;
  }

  /** Deletes a request. @throws Error where kubectl is refused */
  async remove(object: object): Promise<void> {
    await this.platform.cluster.kubectl(
      ['delete', '--wait=false', '--filename', '-'],
      JSON.stringify(object),
    );
  }

  async #commits(object: object, since: string): Promise<Commit[]> {
    const { kind, metadata } = object as ResourceRequest;
    const promise = kind.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
    // the name that Kratix gives to the output of a request of that name, in whichever namespace
    const source = ` from: ${promise}-${metadata.name}-configure-`;
    return (await this.repository.commitsSince(since)).filter(({ subject }) => subject.includes(source));
  }

  /** Waits until there is nothing at a path of the API server. */
  async gone(path: string, within = 90): Promise<void> {
    const probe = async (): Promise<true | undefined> => ((await this.api.find(path)) ? undefined : true);
    await waitUntil({ what: `${path} is gone`, within, probe });
  }
}

/** When a request's pipeline last changed its state, and whether it is running. */
function completion({ status }: ResourceRequest): { at: string | undefined; isRunning: boolean } {
  // no condition tells: that of the workflow says of a suspended one that it is in progress
  const [pipeline] = (status as Progress | undefined)?.kratix?.workflows?.pipelines ?? [];
  const isRunning = pipeline?.phase === 'Pending' || pipeline?.phase === 'Running';
  return { at: pipeline?.lastTransitionTime, isRunning };
}

/** What Kratix says in a request's status of its pipelines. */
interface Progress {
  readonly kratix?: {
    readonly workflows?: {
      readonly pipelines?: readonly { readonly phase?: string; readonly lastTransitionTime?: string }[];
    };
  };
}

/** Where a request is at the API server. Its plural is its kind's and an `s`. */
export function requestPath({ apiVersion, kind, metadata }: ResourceRequest): string {
  const { namespace = 'default', name } = metadata;
  return `/apis/${apiVersion}/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
}
