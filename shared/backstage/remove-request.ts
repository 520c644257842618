import type { RequestContext } from './await-answer.ts';
import { type Answer, callApiServer, type RequestObject } from './kubernetes-proxy.ts';
import { pathOf, type RequestKey } from './request-path.ts';

/** Waits until a request is gone, or another one has its name. Returns the request if it is still there after the last poll. */
export async function waitUntilGone(
  key: RequestKey,
  uid: string | undefined,
  { proxy, sleep, polls }: RequestContext,
): Promise<RequestObject | undefined> {
  let left: RequestObject | undefined;
  for (let poll = 0; poll < polls; poll += 1) {
    const found = await callApiServer(proxy, { method: 'GET', path: pathOf(key) });
    if (found.outcome !== 'object' || found.object.metadata.uid !== uid) return undefined;
    left = found.object;
    await sleep(1000);
  }
  return left;
}

/** Options of a deletion. */
interface RemoveOptions {
  readonly uid: string | undefined;
  /** Version of the request to remove. Defaults to any version. */
  readonly resourceVersion?: string | undefined;
  readonly isDryRun?: boolean;
}

/**
 * Deletes a request. All options are in the body, because the API server then ignores those of the query.
 *
 * @returns a conflict if the request no longer meets the preconditions
 * @throws InputError with the reasons of the API server
 */
export function remove(
  key: RequestKey,
  { isDryRun = false, ...preconditions }: RemoveOptions,
  { proxy }: Pick<RequestContext, 'proxy'>,
): Promise<Answer> {
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions };
  const object = isDryRun ? { ...options, dryRun: ['All'] } : options;
  return callApiServer(proxy, { method: 'DELETE', path: pathOf(key), object });
}
