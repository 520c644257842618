import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { applications, endOperation } from './application.ts';

/** Label of Applications that no scenario waits for any more. */
const label = 'e2e.infraforge.io/abandoned';

interface Items {
  readonly environment?: string;
  readonly applications?: readonly { readonly name: string }[];
  readonly services?: readonly { readonly name: string }[];
}

interface Abandoned extends KubernetesObject {
  readonly status?: { readonly operationState?: { readonly phase?: string } };
}

/** Marks the Applications of a request that is about to be removed. Those that do not exist stay unmarked. */
export async function abandon(api: Pick<ApiServer, 'merge'>, request: ResourceRequest): Promise<void> {
  const { environment, applications: own = [], services = [] } = request.spec as Items;
  for (const { name } of [...own, ...services])
    await api
      .merge(`${applications}/${name}-${environment}`, { metadata: { labels: { [label]: 'true' } } })
      .catch(() => undefined);
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
