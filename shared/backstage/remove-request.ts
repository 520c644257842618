import type { Surroundings } from './await-answer.ts';
import { type Answer, callApiServer, type RequestObject } from './kubernetes-proxy.ts';
import { pathOf, type RequestKey } from './request-path.ts';

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
