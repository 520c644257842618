import type { Cluster } from './cluster.ts';
import type { ClusterFlags } from './kubernetes/kube-config.ts';

export type { ClusterFlags } from './kubernetes/kube-config.ts';

/** Connects to the cluster that a user names. Loads the Kubernetes client on the first call. @throws ClusterError */
export async function connectCluster(flags: ClusterFlags, environment: NodeJS.ProcessEnv): Promise<Cluster> {
  const { createKubernetesCluster } = await import('./kubernetes/kubernetes-cluster.ts');
  return createKubernetesCluster(flags, environment);
}
