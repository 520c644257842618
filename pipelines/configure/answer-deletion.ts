import { RequestError } from '../../shared/errors.ts';
import { delivered, type Outcome, outcomeOf } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { RequestSource } from '../../shared/release/existing-request.ts';
import { deliveringTo, list } from '../../shared/release/platform-changes.ts';
import { toExistingRequest } from './to-existing-request.ts';

/** A deletion that waits looks again this often; nothing else would tell it that the last request has gone. */
const retryDeletionAfter = '1m';

/**
 * Answers the deletion of a request. A BootstrapClaim stays as long as requests deliver to what it declares; every
 * other deletion goes through at once.
 *
 * @throws UnavailableError where the API server did not answer
 */
export async function answerDeletion(
  object: KubernetesObject,
  { requests }: { requests: RequestSource },
): Promise<Outcome> {
  const gone = delivered({ files: new Map(), status: { message: 'Nothing is delivered there any more' } });
  const { platform } = toExistingRequest(object);
  if (platform === undefined) return gone;
  const { clusterType, environments } = platform.gitOps;
  const users = deliveringTo(await requests.listRequests(), environments);
  if (users.length === 0) return gone;
  const message = `Cluster type '${clusterType}' cannot go while in use: delete ${list(users)} first`;
  const refused = outcomeOf(new RequestError('EnvironmentInUse', [{ path: '', message }]));
  return { ...refused, control: { retryAfter: retryDeletionAfter, message: refused.status.message } };
}
