import { setTimeout as wait } from 'node:timers/promises';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { pipelinePods } from './pipeline-pod.ts';
import type { Scenario } from './scenario.ts';

interface Binding extends KubernetesObject {
  readonly subjects?: readonly { readonly name: string; readonly namespace?: string }[];
}

const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';

/**
 * Removes the cluster-wide permissions of the pipeline of a request that has run, repeatedly, because Kratix grants them
 * with each run. Returns a function that stops this and restores them.
 */
export async function revokePermission(scenario: Scenario, request: object): Promise<() => Promise<void>> {
  const { api } = scenario;
  const [pod] = await pipelinePods(scenario, request);
  if (pod === undefined)
    throw new Error('Revoking a permission: the request has no pod to learn the account from');
  const account = { name: pod.spec.serviceAccountName, namespace: pod.metadata.namespace };
  const removed = new Map<string, Binding>();
  let isRevoked = true;
  const removeBindings = async (): Promise<void> => {
    for (const binding of await api.list<Binding>(bindings)) {
      if (
        !binding.subjects?.some(
          ({ name, namespace }) => name === account.name && namespace === account.namespace,
        )
      )
        continue;
      removed.set(binding.metadata.name, binding);
      await api.remove(`${bindings}/${binding.metadata.name}`);
    }
  };
  await removeBindings();
  const removing = (async () => {
    for (; isRevoked; await wait(100)) await removeBindings();
  })();
  // the returned function throws the error
  removing.catch(() => undefined);
  return async () => {
    isRevoked = false;
    try {
      await removing;
    } finally {
      for (const binding of removed.values()) await restoreBinding(scenario, binding);
    }
  };
}

async function restoreBinding({ api }: Scenario, { metadata, ...binding }: Binding): Promise<void> {
  const { name, labels = {} } = metadata;
  if ((await api.find(`${bindings}/${name}`)) !== undefined) return;
  const kind = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' };
  await api.create(bindings, { ...binding, ...kind, metadata: { name, labels } });
}
