import { type Conditioned, findCondition } from '../../shared/kubernetes-object.ts';
import type { Cluster } from './cluster.ts';

/** Returns a ready pod with the labels; undefined if there is none. */
export async function findReadyPod<Pod extends Conditioned>(
  cluster: Pick<Cluster, 'list'>,
  selection: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): Promise<Pod | undefined> {
  const pods = await cluster.list<Pod>({ apiVersion: 'v1', kind: 'Pod', ...selection });
  return pods.find((pod) => findCondition(pod, 'Ready')?.status === 'True');
}
