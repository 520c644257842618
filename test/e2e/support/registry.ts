import { registry } from '../../../pipelines/cluster/deploy/registry.ts';

const { namespace, name, port, charts } = registry;

/** URL of the registry with the project's charts, over plain HTTP, for pods and Argo CD. */
export const chartsURL = `oci://${name}.${namespace}.svc.cluster.local:${port}/${charts}`;
