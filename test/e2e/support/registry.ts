import { connectCluster } from '../../../pipelines/cluster/connect-cluster.ts';
import { readSecret } from '../../../pipelines/cluster/deploy/ensure-secret.ts';
import { registry } from '../../../pipelines/cluster/deploy/registry.ts';
import type { ClusterAccess } from './platform.ts';

const { namespace, name, port, charts } = registry;

/** URL of the registry with the project's charts, over plain HTTP, for pods and Argo CD. They cannot write there. */
export const chartsURL = `oci://${name}.${namespace}.svc.cluster.local:${port}/${charts}`;

/** Address at which the registry accepts writes, with the account that it requires. */
export interface ChartsWriter {
  /** `oci://127.0.0.1:<port>/charts` */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Calls a function with access to the port of the registry that accepts writes, as `make deploy-platform` does. */
export async function withChartsWriter<T>(
  { kubeconfig, context }: Pick<ClusterAccess, 'kubeconfig' | 'context'>,
  work: (writer: ChartsWriter) => Promise<T>,
): Promise<T> {
  const cluster = await connectCluster({ kubeconfig, context }, process.env);
  const secret = await readSecret(cluster, { namespace, name: registry.writer });
  const { username = '', password = '' } = secret ?? {};
  const forward = await cluster.portForward({ namespace, service: name, port: registry.writePort });
  try {
    return await work({ url: `oci://127.0.0.1:${forward.port}/${charts}`, username, password });
  } finally {
    await forward.close();
  }
}
