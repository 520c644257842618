import { UnavailableError } from '../errors.ts';
import type { ApiClient } from './api-client.ts';
import { MalformedResponse, readList } from './read-list.ts';

/** Version of an API group. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Kind of a group, as discovery returns it (Kubernetes API reference, APIResource). */
export interface Resource extends GroupVersion {
  /** Plural name, as in API paths. */
  readonly name: string;
  readonly kind: string;
}

/**
 * Discovers the namespaced kinds of a group that can be listed, sorted by name; none if the group does not exist.
 *
 * @throws UnavailableError `ApiServerUnavailable` if the API server does not answer
 */
export async function discover(client: ApiClient, { group, version }: GroupVersion): Promise<Resource[]> {
  const action = `Discovering the kinds of "${group}/${version}"`;
  const apiResponse = await client.get(`/apis/${group}/${version}`, {
    action,
    permission: 'the permissions of the ClusterRole "system:discovery"',
    read: (body) => readList(body, { key: 'resources', keep: parseResource }),
  });
  if (apiResponse.status === 404) return [];
  if (apiResponse.status === 410) throw new UnavailableError('ApiServerUnavailable', `${action}: status 410`);
  return apiResponse.body.elements
    .filter((resource) => resource.listable)
    .map(({ name, kind }) => ({ group, version, name, kind }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Parses a kind. A subresource such as `redises/status` has a slash in its name and is not listable. */
function parseResource(element: unknown): { name: string; kind: string; listable: boolean } {
  const { name, kind, namespaced, verbs } = element as Record<string, unknown>;
  if (typeof name !== 'string' || typeof kind !== 'string')
    throw new MalformedResponse('a kind without a name');
  const listable =
    namespaced === true && Array.isArray(verbs) && verbs.includes('list') && !name.includes('/');
  return { name, kind, listable };
}
