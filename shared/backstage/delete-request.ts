import type { Surroundings } from './await-answer.ts';
import { type Answer, callApiServer, InputError, type RequestObject } from './kubernetes-proxy.ts';
import type { DeliveredRelease } from './print-releases.ts';
import { pathOf, type RequestKey } from './request-path.ts';
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
  surroundings: Pick<Surroundings, 'proxy'>,
): Promise<Deletion> {
  const { metadata, status = {} } = await readStored(key, access, surroundings);
  const deletion = { uid: metadata.uid ?? '', releases: status.releases ?? [] };
  try {
    await remove(key, { uid: deletion.uid, isDryRun: true }, surroundings);
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
export async function deleteRequest(
  key: RequestKey,
  uid: string,
  surroundings: Surroundings,
): Promise<string> {
  const answer = await remove(key, { uid }, surroundings);
  if (answer.outcome === 'conflict')
    throw new InputError(`Another user replaced ${key.name} meanwhile; look at it and try again`);
  const left = await untilGone(key, uid, surroundings);
  if (left === undefined) return 'Deleted';
  const { metadata, status } = left;
  const finalizers = metadata.finalizers ?? [];
  const waitsFor = `${finalizers.length > 0 ? ` for ${finalizers.join(', ')}` : ''}${status?.failure ? `: ${status.message}` : ''}`;
  return `The deletion has begun, and waits${waitsFor}`;
}

/** Waits until a request is gone, or another one has its name. Returns the request that is left after the last look. */
export async function untilGone(
  key: RequestKey,
  uid: string | undefined,
  { proxy, sleep, looks }: Surroundings,
): Promise<RequestObject | undefined> {
  let left: RequestObject | undefined;
  for (let look = 0; look < looks; look += 1) {
    const found = await callApiServer(proxy, { method: 'GET', path: pathOf(key) });
    if (found.outcome !== 'object' || found.object.metadata.uid !== uid) return undefined;
    left = found.object;
    await sleep(1000);
  }
  return left;
}

interface Remove {
  readonly uid: string | undefined;
  /** Version of the request, if another one is not to be removed. */
  readonly resourceVersion?: string | undefined;
  readonly isDryRun?: boolean;
}

/** Calls the API server with options in the body, because it then ignores those of the query. */
export function remove(
  key: RequestKey,
  { isDryRun = false, ...preconditions }: Remove,
  { proxy }: Pick<Surroundings, 'proxy'>,
): Promise<Answer> {
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions };
  const object = isDryRun ? { ...options, dryRun: ['All'] } : options;
  return callApiServer(proxy, { method: 'DELETE', path: pathOf(key), object });
}
