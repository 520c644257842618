import type { ApiServer } from '../cluster/api-server.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { waitUntil } from '../cluster/wait-until.ts';

/** An Application of Argo CD, as far as the scenarios look at one. */
export interface Application extends KubernetesObject {
  readonly status?: {
    readonly sync?: {
      readonly status?: string;
      readonly revision?: string;
      readonly revisions?: readonly string[];
    };
    readonly health?: { readonly status?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly syncResult?: { readonly revision?: string; readonly revisions?: readonly string[] };
    };
  };
}

/** Path of the Applications. */
export const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

/**
 * Waits until an Application is synced to a commit. Its health alone says nothing: an Application that cannot render
 * counts as healthy.
 */
export async function synced(
  api: ApiServer,
  { name, commit, within = 90 }: { name: string; commit: string; within?: number },
): Promise<Application> {
  return waitUntil({
    what: `Application "${name}" is synced to ${commit.slice(0, 8)}`,
    within,
    probe: async () => {
      const application = await api.get<Application>(`${applications}/${name}`);
      checkSynced(application, commit);
      return application;
    },
  });
}

function checkSynced({ status }: Application, commit: string): void {
  const { sync, operationState, conditions = [] } = status ?? {};
  const compared = [sync?.revision, ...(sync?.revisions ?? [])].includes(commit);
  const { revision, revisions = [] } = operationState?.syncResult ?? {};
  const applied = operationState?.phase === 'Succeeded' && [revision, ...revisions].includes(commit);
  if (sync?.status === 'Synced' && compared && applied) return;
  const said = conditions.map(({ type, message }) => `${type}: ${message}`).join('; ');
  throw new Error(`${sync?.status}, ${operationState?.phase}: ${operationState?.message} ${said}`);
}
