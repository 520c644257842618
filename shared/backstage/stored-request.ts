import { type Caller, checkAccess } from './access.ts';
import type { RequestContext } from './await-answer.ts';
import { callApiServer, InputError, type RequestObject } from './kubernetes-proxy.ts';
import { pathOf, type RequestKey } from './request-path.ts';

/** User who changes a request, and those who may change every request. */
export interface Access {
  readonly caller: Caller | undefined;
  readonly administrators: readonly string[];
}

/**
 * Reads a request that a user may change.
 *
 * @throws InputError if it does not exist, NotAllowedError if the user may not change it
 */
export async function readStored(
  key: RequestKey,
  { caller, administrators }: Access,
  { proxy }: Pick<RequestContext, 'proxy'>,
): Promise<RequestObject> {
  const found = await callApiServer(proxy, { method: 'GET', path: pathOf(key) });
  if (found.outcome !== 'object') {
    throw new InputError(
      `No ${key.kind.kind} "${key.name}" in namespace ${key.namespace}; choose an existing request`,
    );
  }
  checkAccess(found.object, caller, administrators);
  return found.object;
}
