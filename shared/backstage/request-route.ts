import { type ActionOptions, accessOf, keyOf } from './action-run.ts';
import { checkDeletion } from './delete-request.ts';
import { readStored } from './stored-request.ts';

/** HTTP request (express): the fields that are read here. */
interface HttpRequest {
  readonly method: string;
  readonly path: string;
}

/** Handler of an HTTP request (express, "Writing middleware"). */
type HttpHandler = (
  request: HttpRequest,
  response: { json(body: object): void },
  next: (error?: unknown) => void,
) => Promise<void>;

/** Options of the route. */
export interface RouteOptions extends Pick<ActionOptions, 'proxy' | 'kinds' | 'identify' | 'administrators'> {
  /** Returns the credentials of the caller. */
  readonly credentialsOf: (request: never) => Promise<object>;
}

/**
 * Returns the handler of the paths that the front end reads, for users who may change the request:
 *
 * - `GET /requests/<kind>/<namespace>/<name>`: the request, and the template that edits it
 * - `GET /requests/<kind>/<namespace>/<name>/deletion`: what a deletion removes, and why the API server refuses it
 */
export function requestRoute({ credentialsOf, ...options }: RouteOptions): HttpHandler {
  const read = async (request: HttpRequest, [, kind = '', namespace = '', name = '', part]: string[]) => {
    const key = keyOf({ kind, namespace, name }, options.kinds);
    const access = await accessOf(await credentialsOf(request as never), options);
    if (part !== undefined) return checkDeletion(key, access, options);
    const { metadata, spec } = await readStored(key, access, options);
    const { uid, generation } = metadata;
    return { template: `${key.kind.promise}-edit`, uid, generation, spec };
  };
  return async (request, response, next) => {
    const match = /^\/requests\/([^/]+)\/([^/]+)\/([^/]+)(?:\/(deletion))?\/?$/.exec(request.path);
    if (match === null || request.method !== 'GET') return next();
    try {
      // Nothing is decoded: a valid kind or name has no escapes.
      response.json(await read(request, match));
    } catch (error) {
      next(error);
    }
  };
}
