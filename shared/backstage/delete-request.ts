import type { RequestContext } from './await-answer.ts';
import { InputError } from './kubernetes-proxy.ts';
import type { DeliveredRelease } from './print-releases.ts';
import { remove, waitUntilGone } from './remove-request.ts';
import type { RequestKey } from './request-path.ts';
import { type Access, readStored } from './stored-request.ts';

/** Consequences of a deletion. */
export interface Deletion {
  /** Unique identifier of the request: another one may get its name. */
  readonly uid: string;
  readonly releases: readonly DeliveredRelease[];
  /** Reasons of the API server against the deletion, one a line. */
  readonly refusal?: string;
}

/**
 * Asks the API server for the consequences of a deletion, and deletes nothing.
 *
 * @throws InputError for a request that does not exist, NotAllowedError for the request of another team
 */
export async function checkDeletion(
  key: RequestKey,
  access: Access,
  context: Pick<RequestContext, 'proxy'>,
): Promise<Deletion> {
  const { metadata, status = {} } = await readStored(key, access, context);
  const deletion = { uid: metadata.uid ?? '', releases: status.releases ?? [] };
  try {
    await remove(key, { uid: deletion.uid, isDryRun: true }, context);
    return deletion;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...deletion, refusal: error.message };
  }
}

/**
 * Deletes a request and waits until it is gone.
 *
 * @param uid identifier of the request whose deletion was checked
 * @returns what was done, or what the deletion waits for
 * @throws InputError with the reasons of the API server
 */
export async function deleteRequest(key: RequestKey, uid: string, context: RequestContext): Promise<string> {
  const answer = await remove(key, { uid }, context);
  if (answer.outcome === 'conflict')
    throw new InputError(`Another user replaced ${key.name} meanwhile; look at it and try again`);
  const left = await waitUntilGone(key, uid, context);
  if (left === undefined) return 'Deleted';
  const { metadata, status } = left;
  const finalizers = metadata.finalizers ?? [];
  const waitsFor = `${finalizers.length > 0 ? ` for ${finalizers.join(', ')}` : ''}${status?.failure ? `: ${status.message}` : ''}`;
  return `The deletion has begun, and waits${waitsFor}`;
}
