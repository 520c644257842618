import { kratixApiVersion } from '../../../shared/kratix/contract.ts';
import { renderSecret } from '../../../shared/kubernetes-secret.ts';
import { destinationLabels } from '../../../shared/promise/derive-promise.ts';
import type { Kubectl } from '../kubectl.ts';
import { applyWhenReady } from './apply-objects.ts';
import type { GitAccess } from './git-access.ts';
import { kratix } from './git-authority.ts';
import type { Outcome } from './step.ts';

/** Names of Kratix's objects for the state store. */
const stateStore = { name: 'infraforge', secret: 'infraforge-state-store', destination: 'default' } as const;

/** Where Kratix writes what requests become. @throws KubectlError, Obstacle */
export async function deployStateStore(
  kubectl: Kubectl,
  { git, within }: { git: GitAccess; within: number },
): Promise<Outcome<void>> {
  const objects = renderStateStore(git);
  const change = await applyWhenReady(kubectl, { objects, what: 'the state store', within });
  return {
    value: undefined,
    change,
    detail: `GitStateStore ${stateStore.name}, Destination ${stateStore.destination}`,
  };
}

/**
 * The state store and its one Destination: paths exactly as a pipeline wrote them, and nothing of Kratix's own
 * beside them (Kratix documentation, "Destination").
 */
export function renderStateStore({ url, branch, username, password }: GitAccess): readonly object[] {
  const { namespace } = kratix;
  const { name, secret, destination } = stateStore;
  const apiVersion = kratixApiVersion;
  return [
    renderSecret({ namespace, name: secret, data: { username, password } }),
    {
      apiVersion,
      kind: 'GitStateStore',
      metadata: { name },
      spec: { url, branch, authMethod: 'basicAuth', secretRef: { name: secret, namespace } },
    },
    {
      apiVersion,
      kind: 'Destination',
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
