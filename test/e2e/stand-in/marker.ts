import type { ApiServer } from '../cluster/api-server.ts';

/** Namespace that every cluster has, for facts about the cluster. */
const configMaps = '/api/v1/namespaces/kube-public/configmaps';

const name = 'kratix-stand-in';

/** Marks a cluster on which the stand-in takes the role of Kratix, for scenarios that know only its API server. */
export async function markCluster(api: Pick<ApiServer, 'create'>): Promise<void> {
  await api.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
}

/** Returns true if Kratix itself runs the pipelines of a cluster, not the stand-in. */
export async function runsKratix(api: Pick<ApiServer, 'find'>): Promise<boolean> {
  return (await api.find(`${configMaps}/${name}`)) === undefined;
}
