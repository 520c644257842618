import type { Conditioned } from '../../../shared/kubernetes-object.ts';
import { checkCondition, type Pod } from '../cluster/check-condition.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** Deployment of an application. */
export interface Deployed {
  readonly name: string;
  readonly namespace: string;
}

interface Deployment extends Conditioned {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
  readonly status?: Conditioned['status'] & {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly replicas?: number;
  };
}

/** Waits until a Deployment is available with pods of its newest template alone. Returns these pods. */
export async function waitForDeployment(
  { api }: Scenario,
  { name, namespace }: Deployed,
): Promise<readonly Pod[]> {
  const { spec } = await waitUntil({
    what: `Deployment "${namespace}/${name}" is available`,
    within: 120,
    probe: async () => {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
      const deployment = await api.get<Deployment>(path);
      checkCondition(deployment, 'Available');
      const { observedGeneration, updatedReplicas, replicas } = deployment.status ?? {};
      const settled = observedGeneration === deployment.metadata.generation && updatedReplicas === replicas;
      return settled ? deployment : undefined;
    },
  });
  const labels = Object.entries(spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  const selector = encodeURIComponent(labels.join());
  const pods = await api.list<Pod>(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Returns the environment variables of the application in a pod, through the proxy of the API server. */
export async function readEnvironment(
  { api }: Scenario,
  pod: Pod | undefined,
): Promise<Record<string, string>> {
  const { namespace, name } = pod?.metadata ?? {};
  return api.get(`/api/v1/namespaces/${namespace}/pods/${name}:8080/proxy/`);
}
