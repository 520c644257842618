import { bootstrapClaim } from '../../promises/bootstrap-claim/promise.ts';
import { RequestError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import { withNamespace } from './request-namespace.ts';
import { toExistingRequest } from './to-existing-request.ts';

/**
 * Returns a BootstrapClaim of a file in the form of a delivered one. Without a status, it counts as delivered if it passes
 * its own checks.
 *
 * @param platformNamespace namespace of a BootstrapClaim without one
 * @throws RequestError `InvalidRequest` if it is not a BootstrapClaim or does not pass
 */
export function filePlatform(object: KubernetesObject, platformNamespace?: string): ExistingRequest {
  if (object.kind !== bootstrapClaim.kind) {
    const message = `Expected a ${bootstrapClaim.kind}, found "${object.kind}"`;
    throw new RequestError('InvalidRequest', [{ path: 'kind', message }]);
  }
  // A user who names the file decides that it counts, in whichever namespace.
  const claim = withNamespace(object, platformNamespace);
  const summary = toExistingRequest(claim, claim.metadata.namespace);
  if (summary.platform !== undefined) return summary;
  const platform = bootstrapClaim.platform?.(parseRequest(bootstrapClaim, claim));
  return platform === undefined ? summary : { ...summary, platform };
}
