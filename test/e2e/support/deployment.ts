import type { Conditioned } from '../../../shared/kubernetes-object.ts';
import { checkCondition, type Pod } from '../cluster/check-condition.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** An application in the cluster, by the name that its request gave it. */
export interface Deployed {
  readonly name: string;
  readonly namespace: string;
}

interface Deployment extends Conditioned {
  readonly spec: { readonly replicas?: number };
  readonly status?: Conditioned['status'] & {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly replicas?: number;
  };
}

/** Waits until its Deployment is available with nothing but pods of its newest template. @returns those pods */
export async function available({ api }: Scenario, { name, namespace }: Deployed): Promise<readonly Pod[]> {
  await waitUntil({
    what: `Deployment "${namespace}/${name}" is available`,
    within: 120,
    probe: async () => {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
      const deployment = await api.get<Deployment>(path);
      checkCondition(deployment, 'Available');
      const { observedGeneration, updatedReplicas, replicas } = deployment.status ?? {};
      const settled = observedGeneration === deployment.metadata.generation && updatedReplicas === replicas;
      return settled ? true : undefined;
    },
  });
  const selector = encodeURIComponent(`app.kubernetes.io/instance=${name}`);
  const pods = await api.list<Pod>(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** What the application in a pod answers: the environment that it was given. */
export async function environmentOf(pod: Pod | undefined): Promise<Record<string, string>> {
  const answer = await fetch(`http://${pod?.status?.podIP}:8080/`, { signal: AbortSignal.timeout(5000) });
  return (await answer.json()) as Record<string, string>;
}
