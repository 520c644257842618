import { setMaxListeners } from 'node:events';
import type { ExistingRequest, RequestSource, ToExistingRequest } from '../release/existing-request.ts';
import { connect, type Wait } from './api-client.ts';
import type { ApiServerAccess } from './api-server-access.ts';
import { discover, type GroupVersion } from './discover.ts';
import { loadKubeConfig } from './kube-config.ts';
import { listObjects } from './list-objects.ts';

/** Options of {@link apiServerRequests}. The group is that of the requests: `platform.infraforge.io`. */
export interface ApiServerRequestsOptions extends GroupVersion {
  /** Returns the part of an object to keep. The rest is dropped at once. */
  readonly toExistingRequest: ToExistingRequest;
  /** Defaults to the files that `KUBECONFIG` names, otherwise to the pod's service account. */
  readonly kubeConfig?: ApiServerAccess;
  /** Time limit for all requests together, in milliseconds. Defaults to 20 s. */
  readonly timeLimit?: number;
  /** Pause between two attempts. Defaults to a timer. */
  readonly wait?: Wait;
}

/**
 * Returns a source that reads every request of the group from the API server: discovery, followed by concurrent lists of each
 * kind. It needs the verb `list` on `*` of the group.
 *
 * Its `listRequests()` throws UnavailableError `ApiServerUnavailable` unless the server returns everything, because a partial
 * list could release a taken name. A missing group or kind is empty.
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
  // every list listens to it: without this, Node 20 warns of a leak
  setMaxListeners(0, stop.signal);
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
    // If one list has failed, the others are still in progress.
    stop.abort();
    client.close();
  }
}
