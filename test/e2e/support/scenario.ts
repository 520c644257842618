import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { definitions } from '../../../promises/index.ts';
import { manualReconciliationLabel } from '../../../shared/kratix/contract.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { abandon, waitForAbandoned } from './abandoned.ts';
import { connectPlatform, type Platform } from './platform.ts';
import type { Commit, Repository } from './repository.ts';

/** Result of a request that was applied. */
export interface Delivery {
  readonly request: ResourceRequest;
  /** Subjects of the commits that it made. */
  readonly commits: readonly string[];
  /** Paths that it changed, Kratix's state files left out. */
  readonly changed: readonly string[];
  /** Newest of the commits. */
  readonly commit: string;
}

/** Client of the platform for a scenario: kubectl, Git and the API server. */
export class Scenario {
  readonly platform: Platform;
  readonly repository: Repository;
  readonly api: ApiServer;
  /** Requests that were applied, by path. */
  readonly #applied = new Map<string, ResourceRequest>();

  constructor(platform: Platform) {
    this.platform = platform;
    this.repository = platform.repository;
    this.api = platform.cluster.api;
  }

  /** Connects to the platform of the run. */
  static async connect(): Promise<Scenario> {
    return new Scenario(await connectPlatform());
  }

  /**
   * Removes the requests that are left. BootstrapClaims follow once the Applications of the others are gone: without
   * their root, these would stay, and Argo CD would render them again at each commit.
   */
  async cleanUp(): Promise<void> {
    const isPlatform = ({ kind }: ResourceRequest): boolean => kind === 'BootstrapClaim';
    const applied = [...this.#applied.values()];
    const platforms = applied.filter(isPlatform);
    const requests = applied.filter((request) => !isPlatform(request));
    for (const request of requests) {
      await abandon(this.api, request);
      // a scenario that failed may leave a protected service, whose deletion the API server refuses
      await this.api.remove(requestPath(request)).catch(() => undefined);
    }
    // Applications of protected services stay, and so may those of a scenario that failed
    if (platforms.length > 0) await waitForAbandoned(this.api, requests).catch(() => undefined);
    for (const platform of platforms) await this.api.remove(requestPath(platform)).catch(() => undefined);
  }

  /** Applies an object. Returns the output of kubectl. @throws Error with its standard error if it refuses */
  async apply(object: object): Promise<string> {
    const answer = await this.platform.cluster.kubectl(['apply', '--filename', '-'], JSON.stringify(object));
    const { items = [object] } = object as { readonly items?: readonly object[] };
    for (const item of items as readonly ResourceRequest[])
      if (item.apiVersion.includes('infraforge.io/')) this.#applied.set(requestPath(item), item);
    return answer;
  }

  /** Applies a request, and waits for its message and its commit. */
  async deliver(object: object, message: RegExp): Promise<Delivery> {
    const before = await this.repository.head();
    // an earlier run may have left the same message, and the commit may come before the message of this run
    await this.waitForRun(object, () => this.apply(object));
    const request = await this.waitForMessage(object, message);
    const commits = await this.#waitForCommits(object, before);
    const commit = commits[0]!.id;
    const changed = await this.repository.changedBy(commit);
    return {
      request,
      commit,
      commits: commits.map(({ subject }) => subject),
      changed: changed.filter((path) => !path.startsWith('.kratix/')),
    };
  }

  /** Runs a request again by a label of Kratix, and waits until the run is over. */
  async runAgain(object: object): Promise<ResourceRequest> {
    const labels = { [manualReconciliationLabel]: 'true' };
    const path = requestPath(object as ResourceRequest);
    return this.waitForRun(object, () => this.api.merge(path, { metadata: { labels } }));
  }

  /**
   * Causes a run of a request and waits until it is over, with any result. Waits for a run in progress first.
   */
  async waitForRun(object: object, cause: () => Promise<unknown>): Promise<ResourceRequest> {
    const path = requestPath(object as ResourceRequest);
    const isThere = (await this.api.find(path)) !== undefined;
    const before = isThere ? completion(await this.#waitUntilOver(path)).at : undefined;
    await cause();
    return this.#waitUntilOver(path, before);
  }

  /** Waits until a request is not running. @param earlier end of a run that does not count */
  async #waitUntilOver(path: string, earlier?: string): Promise<ResourceRequest> {
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

  /** Waits until the message of a request matches a pattern. */
  async waitForMessage(object: object, message: RegExp): Promise<ResourceRequest> {
    const path = requestPath(object as ResourceRequest);
    return waitUntil({
      what: `${path} reports ${message}`,
      within: 90,
      probe: async () => {
        const request = await this.api.get<ResourceRequest>(path);
        const found = request.status?.['message'];
        if (typeof found === 'string' && message.test(found)) return request;
        throw new Error(`its message is ${JSON.stringify(found)}`);
      },
    });
  }

  /** Returns the subjects of the commits of a request after a commit. */
  async listCommits(object: object, since: string): Promise<string[]> {
    return (await this.#commits(object, since)).map(({ subject }) => subject);
  }

  /** Waits for a commit of a request after another commit. Returns the newest. @param within seconds */
  async waitForCommit(object: object, since: string, within?: number): Promise<string> {
    return (await this.#waitForCommits(object, since, within))[0]!.id;
  }

  /** Waits until a request has commits after another commit. Returns them, the newest first. */
  async #waitForCommits(object: object, since: string, within = 60): Promise<Commit[]> {
    return waitUntil({
      what: `there is a commit of ${requestPath(object as ResourceRequest)}`,
      within,
      every: 1000,
      probe: async () => {
        const commits = await this.#commits(object, since);
        return commits.length === 0 ? undefined : commits;
      },
    });
  }

  /** Deletes a request. @throws Error if the API server refuses */
  async remove(object: object): Promise<void> {
    await this.platform.cluster.kubectl(
      ['delete', '--wait=false', '--filename', '-'],
      JSON.stringify(object),
    );
  }

  async #commits(object: object, since: string): Promise<Commit[]> {
    const { kind, metadata } = object as ResourceRequest;
    const promise = definitions.find((definition) => definition.kind === kind)?.name ?? kind.toLowerCase();
    // Kratix's name for the output of a request, which lacks its namespace
    const source = ` from: ${promise}-${metadata.name}-configure-`;
    return (await this.repository.commitsSince(since)).filter(({ subject }) => subject.includes(source));
  }

  /** Waits until no object is at a path of the API server. */
  async waitForRemoval(path: string, within = 90): Promise<void> {
    await waitUntil({
      what: `${path} is gone`,
      within,
      probe: async () => {
        const found = await this.api.find<ResourceRequest>(path);
        if (found === undefined) return true;
        const { deletionTimestamp, finalizers = [] } = found.metadata;
        const state =
          deletionTimestamp === undefined ? 'it is not being deleted' : `it waits for ${finalizers}`;
        throw new Error(`${state}; its status is ${JSON.stringify(found.status)}`);
      },
    });
  }
}

/** Returns the time of the last change of a pipeline's phase, and whether it is running. */
function completion({ status }: ResourceRequest): { at: string | undefined; isRunning: boolean } {
  // the conditions are not enough: a suspended workflow counts as in progress
  const [pipeline] = (status as Progress | undefined)?.kratix?.workflows?.pipelines ?? [];
  const isRunning = pipeline?.phase === 'Pending' || pipeline?.phase === 'Running';
  return { at: pipeline?.lastTransitionTime, isRunning };
}

/** Kratix's own fields in the status of a request. */
interface Progress {
  readonly kratix?: {
    readonly workflows?: {
      readonly pipelines?: readonly { readonly phase?: string; readonly lastTransitionTime?: string }[];
    };
  };
}

/** Returns the path of a request at the API server. Its plural is its kind and an `s`. */
export function requestPath({ apiVersion, kind, metadata }: ResourceRequest): string {
  const { namespace = 'default', name } = metadata;
  return `/apis/${apiVersion}/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
}
