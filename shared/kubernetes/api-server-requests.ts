import type { ExistingRequest, RequestSource, ToExistingRequest } from '../release/existing-request.ts';
import { connect, type Wait } from './api-client.ts';
import type { ApiServerAccess } from './api-server-access.ts';
import { discover, type GroupVersion } from './discover.ts';
import { loadKubeConfig } from './kube-config.ts';
import { listObjects } from './list-objects.ts';

/** The group is the one whose requests are wanted: `platform.infraforge.io`. */
export interface ApiServerRequestsOptions extends GroupVersion {
  /** Returns the part of an object to keep; the rest is dropped at once. */
  readonly toExistingRequest: ToExistingRequest;
  /** Default: the files that `KUBECONFIG` names, else the pod's service account. */
  readonly kubeConfig?: ApiServerAccess;
  /** Milliseconds for everything together. Default: 20 s. */
  readonly timeLimit?: number;
  /** Pause between two attempts. Defaults to a timer. */
  readonly wait?: Wait;
}

/**
 * Every request of the group that exists, asked of the API server: one discovery call, then one list for each
 * kind, all at once. It only reads, and needs the verb `list` on `*` of the group.
 *
 * Its `listRequests()` throws UnavailableError `ApiServerUnavailable` where the server does not answer with
 * everything: half of what exists would give a taken name away. A group or kind that is not there is empty.
 */
export function apiServerRequests(options: ApiServerRequestsOptions): RequestSource {
  return { listRequests: () => listRequests(options) };
}

async function listRequests(options: ApiServerRequestsOptions): Promise<readonly ExistingRequest[]> {
  const {
    kubeConfig = await loadKubeConfig(process.env),
    timeLimit = 20_000,
    toExistingRequest,
    wait,
  } = options;
  const stop = new AbortController();
  const client = await connect(kubeConfig, { signal: stop.signal, wait });
  const timer = setTimeout(() => stop.abort(), timeLimit);
  try {
    const resources = await discover(client, options);
    const lists = await Promise.all(
      resources.map((resource) => listObjects(client, resource, toExistingRequest)),
    );
    return lists.flat();
  } finally {
    clearTimeout(timer);
    // where one list has failed the others are still under way
    stop.abort();
    client.close();
  }
}
