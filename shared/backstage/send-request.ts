import { type ClusterAccess, callApiServer, InputError, type RequestObject } from './kubernetes-proxy.ts';

/** Annotation with the user who asked for a request in Backstage. */
export const requestedBy = 'infraforge.io/requested-by';

/** Kind of a request that the action may create. */
export interface Kind {
  readonly kind: string;
  /** Group and version, such as `example.com/v1`. */
  readonly apiVersion: string;
  readonly plural: string;
}

/** Request of a user. */
export interface NewRequest {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
  readonly spec: unknown;
  /** Reference of the user, such as `user:default/jane`; undefined for a service. */
  readonly user: string | undefined;
}

/** Surroundings of a request. */
export interface Surroundings {
  readonly proxy: ClusterAccess;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Number of looks at the answer, a second apart. */
  readonly looks: number;
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

function collectionOf({ kind, namespace }: NewRequest): string {
  return `/apis/${kind.apiVersion}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
}

const pathOf = (request: NewRequest): string =>
  `${collectionOf(request)}/${encodeURIComponent(request.name)}`;

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

/** Waits for the answer to this generation: the status may still have the answer to the one before. */
async function awaitAnswer(
  { metadata: { generation = 1 } }: RequestObject,
  path: string,
  { proxy, sleep, looks }: Surroundings,
): Promise<string> {
  let delay = '';
  for (let look = 0; look < looks; look += 1) {
    const found = await callApiServer(proxy, { method: 'GET', path });
    if (found.outcome !== 'object') throw new InputError('The request was removed before it was answered');
    const { status = {} } = found.object;
    if ((status.answered ?? 0) >= generation) {
      if (!status.failure) return status.message ?? 'Delivered';
      const problems = status.failure.problems ?? [];
      if (problems.length > 0) throw new InputError(problems.map(print).join('\n'));
      // A registry or the API server did not answer, and the pipeline tries again.
      delay = `: ${status.message}`;
    }
    await sleep(1000);
  }
  return `Accepted, not answered yet${delay}`;
}

function print({ path, message }: { readonly path: string; readonly message: string }): string {
  return path === '' ? message : `${path}: ${message}`;
}
