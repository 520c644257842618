import { destinationLabels } from '../../../shared/derive/derive-promise.ts';
import { kratixKinds } from '../../../shared/kratix/contract.ts';
import { type Condition, findCondition } from '../../../shared/kubernetes-object.ts';
import { renderSecret } from '../../../shared/kubernetes-secret.ts';
import type { Cluster, ObjectReference } from '../cluster.ts';
import { applyWhenReady } from './apply-objects.ts';
import type { GitAccess } from './git-access.ts';
import { kratix } from './git-authority.ts';
import { isObserved, type Observed } from './observed.ts';
import type { Outcome } from './step.ts';
import { atMost, type Timeout, waitUntil } from './wait-until.ts';

/** Names of Kratix's objects for the state store. */
export const stateStore = {
  name: 'infraforge',
  /** Secret of Kratix's account: `username`, `password`. */
  secret: 'infraforge-state-store',
  destination: 'default',
} as const;

/**
 * Creates the state store, and waits until Kratix reports that it can write to it.
 *
 * @throws ClusterError, ActionableError
 */
export async function deployStateStore(
  cluster: Cluster,
  { git, timeout }: { git: GitAccess; timeout: Timeout },
): Promise<Outcome<void>> {
  const objects = renderStateStore(git);
  const change = await applyWhenReady(cluster, { objects, what: 'the state store', timeout });
  await waitUntilReady(cluster, { ...kratixKinds.gitStateStore, name: stateStore.name }, timeout);
  await waitUntilReady(cluster, { ...kratixKinds.destination, name: stateStore.destination }, timeout);
  return {
    value: undefined,
    change,
    detail: `GitStateStore ${stateStore.name}, Destination ${stateStore.destination}`,
  };
}

/**
 * Returns the state store and its Destination, with the paths that a pipeline wrote and without files of Kratix itself
 * (Kratix documentation, "Destination").
 */
export function renderStateStore({ url, branch, writer }: GitAccess): readonly object[] {
  const { namespace } = kratix;
  const { name, secret, destination } = stateStore;
  return [
    renderSecret({ namespace, name: secret, data: { ...writer } }),
    {
      ...kratixKinds.gitStateStore,
      metadata: { name },
      spec: { url, branch, authMethod: 'basicAuth', secretRef: { name: secret, namespace } },
    },
    {
      ...kratixKinds.destination,
      metadata: { name: destination, labels: destinationLabels },
      spec: {
        path: '.',
        stateStoreRef: { kind: 'GitStateStore', name },
        filepath: { mode: 'none' },
        initWorkloads: { enabled: false },
        strictMatchLabels: true,
      },
    },
  ];
}

/** Waits for condition Ready. Kratix retries, so the last message is the reason. */
async function waitUntilReady(cluster: Cluster, reference: ObjectReference, timeout: Timeout): Promise<void> {
  const ready = async (): Promise<Condition | undefined> => {
    const object = await cluster.find<Observed>(reference);
    return object && isObserved(object) ? findCondition(object, 'Ready') : undefined;
  };
  await waitUntil({
    what: `${reference.kind} ${reference.name} is ready`,
    timeout: atMost(timeout, maxWait),
    probe: async () => ((await ready())?.status === 'True' ? true : undefined),
    why: async () => (await ready())?.message ?? 'Kratix has not checked it yet',
  });
}

/** Maximum wait in seconds: a Git server that is not available by then has a problem. */
const maxWait = 120;
