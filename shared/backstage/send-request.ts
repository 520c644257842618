import { awaitAnswer, type Surroundings } from './await-answer.ts';
import { type ClusterAccess, callApiServer, InputError, type RequestObject } from './kubernetes-proxy.ts';
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
export async function checkRequest(request: NewRequest, { proxy }: Surroundings): Promise<void> {
  await store(request, { proxy, isDryRun: true });
}

/**
 * Creates a request and waits for the answer of the pipeline to it. A request of the same user of which nothing was
 * delivered is replaced, so that a refused request can be corrected under its name.
 *
 * @returns the message of the answer, or of the request that has no answer yet
 * @throws InputError with one line for each problem
 */
export async function sendRequest(request: NewRequest, surroundings: Surroundings): Promise<string> {
  await checkRequest(request, surroundings);
  const stored = await store(request, { proxy: surroundings.proxy, isDryRun: false });
  return awaitAnswer(stored, pathOf(request), surroundings);
}

interface Store {
  readonly proxy: ClusterAccess;
  readonly isDryRun: boolean;
}

async function store(request: NewRequest, { proxy, isDryRun }: Store): Promise<RequestObject> {
  const { kind, name, namespace, spec, user } = request;
  const object = {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { name, namespace, ...(user === undefined ? {} : { annotations: { [requestedBy]: user } }) },
    spec,
  };
  const created = await callApiServer(proxy, {
    method: 'POST',
    path: collectionOf(request),
    isDryRun,
    object,
  });
  if (created.outcome === 'object') return created.object;
  return replace(request, { proxy, isDryRun });
}

/** @throws InputError if the request is another user's, or if something was delivered */
async function replace(request: NewRequest, { proxy, isDryRun }: Store): Promise<RequestObject> {
  const path = pathOf(request);
  const found = await callApiServer(proxy, { method: 'GET', path });
  if (found.outcome !== 'object') throw new InputError('The request is being removed; try again');
  const { object } = found;
  const isOwn = request.user !== undefined && object.metadata.annotations?.[requestedBy] === request.user;
  if (!isOwn || isDelivered(object)) {
    throw new InputError(
      `requestName: "${request.name}" exists in namespace ${request.namespace}; use another name`,
    );
  }
  const { status: _, ...rest } = object;
  const replaced = await callApiServer(proxy, {
    method: 'PUT',
    path,
    isDryRun,
    object: { ...rest, spec: request.spec },
  });
  if (replaced.outcome === 'object') return replaced.object;
  throw new InputError('The request was changed at the same time; try again');
}

/** Returns true if the pipeline delivered releases or a platform at some time. */
function isDelivered({ status = {} }: RequestObject): boolean {
  return (status.releases?.length ?? 0) > 0 || (status.platform !== undefined && status.platform !== null);
}
