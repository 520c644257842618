import { UnavailableError } from '../errors.ts';
import type { ApiClient } from './api-client.ts';
import { MalformedAnswer, readList } from './read-list.ts';

/** A version of an API group. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** One kind of a group, as discovery names it (Kubernetes API reference, APIResource). */
export interface Resource extends GroupVersion {
  /** The plural under which it is asked for. */
  readonly name: string;
  readonly kind: string;
}

/**
 * The namespaced kinds of a group that can be listed, sorted by name; none where the group is not there.
 *
 * @throws UnavailableError `ApiServerUnavailable` where the API server does not answer
 */
export async function discover(client: ApiClient, { group, version }: GroupVersion): Promise<Resource[]> {
  const action = `Asking the API server for the kinds of "${group}/${version}"`;
  const answer = await client.get(`/apis/${group}/${version}`, {
    action,
    permission: 'what the ClusterRole "system:discovery" grants',
    read: (body) => readList(body, { key: 'resources', keep: parseResource }),
  });
  if (answer.status === 404) return [];
  if (answer.status === 410) throw new UnavailableError('ApiServerUnavailable', `${action}: status 410`);
  return answer.body.elements
    .filter((resource) => resource.listable)
    .map(({ name, kind }) => ({ group, version, name, kind }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** A subresource (`redises/status`) has a slash in its name. */
function parseResource(element: unknown): { name: string; kind: string; listable: boolean } {
  const { name, kind, namespaced, verbs } = element as Record<string, unknown>;
  if (typeof name !== 'string' || typeof kind !== 'string')
    throw new MalformedAnswer('a kind without a name');
  const listable =
    namespaced === true && Array.isArray(verbs) && verbs.includes('list') && !name.includes('/');
  return { name, kind, listable };
}
