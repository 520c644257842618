import { applicationKind } from '../../../shared/argocd/application.ts';
import { argocdNamespace } from '../../../shared/argocd/names.ts';
import type { Cluster } from '../cluster.ts';
import { type ApplicationObject, hasGivenUp } from './applications.ts';

/** Returns whether an Application needs a sync that Argo CD no longer starts by itself. */
export function needsSync(application: ApplicationObject): boolean {
  const { metadata, operation, status } = application;
  const isOutOfSync = status?.sync?.status === 'OutOfSync';
  return (
    hasGivenUp(application) &&
    isOutOfSync &&
    operation === undefined &&
    metadata.deletionTimestamp === undefined
  );
}

/**
 * Returns the patch that starts a sync. It repeats the options of the Application, as a sync by Argo CD itself does: the
 * controller takes options and retries only from the operation (argo-cd v3.5, `autoSync` and `SyncAppState`).
 */
export function syncPatch({ spec }: ApplicationObject): object {
  const { automated, syncOptions, retry } = spec?.syncPolicy ?? {};
  return {
    operation: {
      initiatedBy: { username: 'infraforge' },
      sync: { prune: automated?.prune === true, ...(syncOptions && { syncOptions }) },
      ...(retry && { retry }),
    },
  };
}

/** Starts a sync of an Application. @throws ClusterError */
export async function startSync(cluster: Cluster, application: ApplicationObject): Promise<void> {
  const { name } = application.metadata;
  await cluster.patch({ ...applicationKind, namespace: argocdNamespace, name }, syncPatch(application));
}
