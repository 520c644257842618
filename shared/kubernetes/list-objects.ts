import { UnavailableError } from '../errors.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { ApiClient } from './api-client.ts';
import type { Resource } from './discover.ts';
import type { ApiRequest } from './exchange.ts';
import { MalformedResponse, readList } from './read-list.ts';

const pageSize = 500;

interface Page<T> {
  readonly kept: T[];
  /** Continue token of the next page; empty on the last page. */
  readonly next: string;
}

/**
 * Lists the objects of one kind in all namespaces, each mapped by `keep`; none if the kind does not exist. A list that
 * expires is started again, once (Kubernetes API concepts, "Retrieving large results sets in chunks").
 *
 * @throws UnavailableError `ApiServerUnavailable` if the API server does not answer with the whole list
 */
export async function listObjects<T>(
  client: ApiClient,
  resource: Resource,
  keep: (object: KubernetesObject) => T,
): Promise<T[]> {
  const apiRequest = pageRequest(resource, keep);
  const read = (): Promise<T[] | 'expired'> => readPages(client, resource, apiRequest);
  let kept = await read();
  if (kept === 'expired') kept = await read();
  if (kept === 'expired')
    throw unavailable(apiRequest.action, 'the list expired twice while it was read (410)');
  return kept;
}

async function readPages<T>(
  client: ApiClient,
  { group, version, name }: Resource,
  apiRequest: ApiRequest<Page<T>>,
): Promise<T[] | 'expired'> {
  const kept: T[] = [];
  const tokens = new Set<string>();
  for (let token = ''; !tokens.has(token); ) {
    tokens.add(token);
    const query = new URLSearchParams({ limit: String(pageSize), ...(token !== '' && { continue: token }) });
    const apiResponse = await client.get(
      `/apis/${group}/${version}/${encodeURIComponent(name)}?${query}`,
      apiRequest,
    );
    if (apiResponse.status === 404) return [];
    if (apiResponse.status === 410) return 'expired';
    for (const element of apiResponse.body.kept) kept.push(element);
    if (apiResponse.body.next === '') return kept;
    token = apiResponse.body.next;
  }
  throw unavailable(apiRequest.action, 'the server repeats a page');
}

function pageRequest<T>(resource: Resource, keep: (object: KubernetesObject) => T): ApiRequest<Page<T>> {
  return {
    action: `Listing "${resource.name}.${resource.group}"`,
    permission: `the verb "list" on "*" of the API group "${resource.group}" in all namespaces`,
    read: async (body) => {
      const { elements, rest } = await readList(body, {
        key: 'items',
        keep: (element) => keep(parseObject(element, resource)),
      });
      return { kept: elements, next: continueToken(rest) };
    },
  };
}

/** Checks an object of a list. The list may omit the kind of its objects, but not their names. */
function parseObject(element: unknown, { group, version, kind }: Resource): KubernetesObject {
  const object = element as KubernetesObject;
  if (typeof object.metadata?.name !== 'string')
    throw new MalformedResponse('an object without metadata.name');
  return { ...object, apiVersion: object.apiVersion ?? `${group}/${version}`, kind: object.kind ?? kind };
}

function continueToken({ metadata }: Readonly<Record<string, unknown>>): string {
  const token = (metadata as { continue?: unknown } | null | undefined)?.continue ?? '';
  if (typeof token !== 'string') throw new MalformedResponse('a continue token that is not a string');
  return token;
}

function unavailable(action: string, detail: string): UnavailableError {
  return new UnavailableError('ApiServerUnavailable', `${action}: ${detail}`);
}
