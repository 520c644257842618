import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { requestAnnotation, requestAnnotationValue } from '../../../shared/release/request-reference.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { applications, endOperation } from './application.ts';

/** Label of Applications that no scenario waits for any more. */
const label = 'e2e.infraforge.io/abandoned';

interface Abandoned extends KubernetesObject {
  readonly status?: { readonly operationState?: { readonly phase?: string } };
}

/** Marks the Applications of a request that is about to be removed. */
export async function abandon(
  api: Pick<ApiServer, 'list' | 'merge'>,
  request: ResourceRequest,
): Promise<void> {
  for (const { metadata } of await applicationsOf(api, [request]))
    await api
      .merge(`${applications}/${metadata.name}`, { metadata: { labels: { [label]: 'true' } } })
      .catch(() => undefined);
}

/** Waits until the Applications of removed requests are gone, as long as their roots exist. */
export async function waitForAbandoned(
  api: Pick<ApiServer, 'list'>,
  requests: readonly ResourceRequest[],
): Promise<void> {
  await waitUntil({
    what: 'the Applications of the removed requests are gone',
    within: 10,
    every: 1000,
    probe: async () => ((await applicationsOf(api, requests)).length === 0 ? true : undefined),
  });
}

async function applicationsOf(
  api: Pick<ApiServer, 'list'>,
  requests: readonly ResourceRequest[],
): Promise<KubernetesObject[]> {
  const owners = requests.map(({ kind, metadata: { namespace = 'default', name } }) =>
    requestAnnotationValue({ kind, namespace, name }),
  );
  const all = await api.list<KubernetesObject>(applications);
  return all.filter(({ metadata }) => owners.includes(metadata.annotations?.[requestAnnotation] ?? ''));
}

/**
 * Ends the operation of each marked Application that is being deleted. Its files are gone from Git: Argo CD would retry
 * the sync for up to an hour, keep the Application until then, and sync its root over and over.
 */
export async function endAbandoned(api: Pick<ApiServer, 'list' | 'merge'>): Promise<void> {
  const marked = await api.list<Abandoned>(`${applications}?labelSelector=${encodeURIComponent(label)}`);
  const stuck = marked.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp !== undefined && status?.operationState?.phase === 'Running',
  );
  for (const { metadata } of stuck) await endOperation({ api }, metadata.name);
}
