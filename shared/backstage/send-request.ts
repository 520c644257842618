import { awaitAnswer, type RequestContext } from './await-answer.ts';
import {
  type Answer,
  callApiServer,
  InputError,
  InvalidObject,
  type RequestObject,
} from './kubernetes-proxy.ts';
import { remove, waitUntilGone } from './remove-request.ts';
import { collectionOf, pathOf, type RequestKey } from './request-path.ts';

/** Annotation with the user who asked for a request in Backstage. */
export const requestedBy = 'infraforge.io/requested-by';

/** Request of a user. */
export interface NewRequest extends RequestKey {
  readonly spec: unknown;
  /** Reference of the user, such as `user:default/jane`; undefined for a service. */
  readonly user: string | undefined;
}

/**
 * Validates a request on the API server, and stores nothing.
 *
 * @throws InputError with one line for each problem
 */
export async function checkRequest(request: NewRequest, context: RequestContext): Promise<void> {
  await store(request, { ...context, isDryRun: true });
}

/**
 * Creates a request and waits for the answer of the pipeline to it. If the same user created a request with this name, and
 * nothing of it was delivered, replaces it. So a user can correct a refused request, including its environment.
 *
 * @returns the message of the answer, or of the request that has no answer yet
 * @throws InputError with one line for each problem
 */
export async function sendRequest(request: NewRequest, context: RequestContext): Promise<string> {
  await checkRequest(request, context);
  const stored = await store(request, { ...context, isDryRun: false });
  return awaitAnswer(stored, pathOf(request), context);
}

interface Store extends RequestContext {
  readonly isDryRun: boolean;
}

const changedMeanwhile = 'The request was changed at the same time; try again';

async function store(request: NewRequest, { isDryRun, ...context }: Store): Promise<RequestObject> {
  const { proxy } = context;
  const { kind, name, namespace, spec, user } = request;
  const object = {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { name, namespace, ...(user === undefined ? {} : { annotations: { [requestedBy]: user } }) },
    spec,
  };
  const create = (): Promise<Answer> =>
    callApiServer(proxy, { method: 'POST', path: collectionOf(request), isDryRun, object });
  const created = await create();
  if (created.outcome === 'object') return created.object;
  const found = await callApiServer(proxy, { method: 'GET', path: pathOf(request) });
  if (found.outcome !== 'object') throw new InputError('The request is being removed; try again');
  checkReplaceable(found.object, request);
  const replaced = await replace(found.object, request, { proxy, isDryRun });
  if (replaced !== 'invalid') return replaced;
  if (isDryRun) return found.object;
  await removeFormer(found.object, request, context);
  const recreated = await create();
  if (recreated.outcome === 'object') return recreated.object;
  throw new InputError(changedMeanwhile);
}

/** @throws InputError if the request is another user's, or if something was delivered */
function checkReplaceable(stored: RequestObject, { name, namespace, user }: NewRequest): void {
  const isOwn = user !== undefined && stored.metadata.annotations?.[requestedBy] === user;
  if (isOwn && !isDelivered(stored)) return;
  throw new InputError(`requestName: "${name}" exists in namespace ${namespace}; use another name`);
}

/** Returns true if the pipeline has ever delivered releases or a platform. */
function isDelivered({ status = {} }: RequestObject): boolean {
  return (status.releases?.length ?? 0) > 0 || (status.platform !== undefined && status.platform !== null);
}

/**
 * Replaces a request. Returns `invalid` if the API server refuses the update, although the same object was valid as a new
 * request: the update changes an immutable field, such as the environment.
 */
async function replace(
  { status: _, ...stored }: RequestObject,
  request: NewRequest,
  { proxy, isDryRun }: Pick<Store, 'proxy' | 'isDryRun'>,
): Promise<RequestObject | 'invalid'> {
  const call = {
    method: 'PUT',
    path: pathOf(request),
    isDryRun,
    object: { ...stored, spec: request.spec },
  } as const;
  try {
    const replaced = await callApiServer(proxy, call);
    if (replaced.outcome === 'object') return replaced.object;
  } catch (error) {
    if (error instanceof InvalidObject) return 'invalid';
    throw error;
  }
  throw new InputError(changedMeanwhile);
}

/** Removes a request that has delivered nothing, and waits until its name is free. */
async function removeFormer(
  { metadata: { uid, resourceVersion } }: RequestObject,
  request: NewRequest,
  context: RequestContext,
): Promise<void> {
  const { outcome } = await remove(request, { uid, resourceVersion }, context);
  if (outcome === 'conflict') throw new InputError(changedMeanwhile);
  const former = await waitUntilGone(request, uid, context);
  if (former === undefined) return;
  throw new InputError(`The former request ${request.name} is still being removed; try again later`);
}
