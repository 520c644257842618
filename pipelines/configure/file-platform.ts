import { bootstrapClaim } from '../../promises/bootstrap-claim/promise.ts';
import { RequestError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import { toExistingRequest } from './to-existing-request.ts';

/**
 * A BootstrapClaim from a file, as the API server would list it once it is delivered: one without a status counts
 * as delivered when it passes its own checks.
 *
 * @throws RequestError `InvalidRequest` where it is no BootstrapClaim or does not pass
 */
export function filePlatform(object: KubernetesObject): ExistingRequest {
  if (object.kind !== bootstrapClaim.kind) {
    const message = `Expected a ${bootstrapClaim.kind}, found "${object.kind}"`;
    throw new RequestError('InvalidRequest', [{ path: 'kind', message }]);
  }
  const summary = toExistingRequest(object);
  if (summary.platform !== undefined) return summary;
  const platform = bootstrapClaim.platform?.(parseRequest(bootstrapClaim, object));
  return platform === undefined ? summary : { ...summary, platform };
}
