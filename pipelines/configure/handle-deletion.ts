import { RequestError } from '../../shared/errors.ts';
import { deliveredOutcome, failedOutcome, type Outcome } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { RequestSource } from '../../shared/release/existing-request.ts';
import { printRequestList, requestsDeliveringTo } from '../../shared/release/platform-changes.ts';
import { toExistingRequest } from './to-existing-request.ts';

/** Interval in which a waiting deletion runs again, because no event reports the end of the last request. */
const retryDeletionAfter = '1m';

/**
 * Handles the deletion of a request. A BootstrapClaim waits while requests deliver to its environments; every other
 * deletion succeeds at once.
 *
 * @throws UnavailableError if the API server does not answer
 */
export async function handleDeletion(
  object: KubernetesObject,
  { requests, platformNamespace }: { requests: RequestSource; platformNamespace?: string },
): Promise<Outcome> {
  const removed = deliveredOutcome({ files: new Map(), status: { message: 'All releases removed' } });
  const { platform } = toExistingRequest(object, platformNamespace);
  if (platform === undefined) return removed;
  const { clusterType, environments } = platform.gitOps;
  const users = requestsDeliveringTo(await requests.listRequests(), environments);
  if (users.length === 0) return removed;
  const message = `Cluster type "${clusterType}" is in use; delete ${printRequestList(users)} first`;
  const refused = failedOutcome(new RequestError('EnvironmentInUse', [{ path: '', message }]));
  return { ...refused, control: { retryAfter: retryDeletionAfter, message: refused.status.message } };
}
