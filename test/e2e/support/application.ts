import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

interface Revisions {
  readonly revision?: string;
  readonly revisions?: readonly string[];
}

/** An Application of Argo CD, as far as the scenarios look at one. */
interface Application extends KubernetesObject {
  readonly status?: {
    readonly sync?: Revisions & { readonly status?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly syncResult?: Revisions;
    };
  };
}

/** Path of the Applications. */
export const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

/**
 * Waits until an Application is synced to a commit or a later one. Its health alone says nothing: an Application that
 * cannot render counts as healthy.
 */
export async function synced(
  { api, repository }: Pick<Scenario, 'api' | 'repository'>,
  { name, commit }: { name: string; commit: string },
): Promise<void> {
  const reached = async ({ revision, revisions = [] }: Revisions = {}): Promise<boolean> => {
    const own = [revision, ...revisions].filter((candidate) => /^[0-9a-f]{40}$/.test(candidate ?? ''));
    return own.length > 0 && (await repository.includes(own[0]!, commit));
  };
  await waitUntil({
    what: `Application "${name}" is synced to ${commit.slice(0, 8)}`,
    within: 90,
    probe: async () => {
      const { status } = await api.get<Application>(`${applications}/${name}`);
      const { sync, operationState } = status ?? {};
      const isSynced = sync?.status === 'Synced' && operationState?.phase === 'Succeeded';
      if (isSynced && (await reached(sync)) && (await reached(operationState?.syncResult))) return true;
      throw new Error(describe(status));
    },
  });
}

function describe({ sync, operationState, conditions = [] }: Application['status'] = {}): string {
  const said = conditions.map(({ type, message }) => `${type}: ${message}`);
  return [sync?.status, operationState?.phase, operationState?.message, ...said].join('; ');
}
