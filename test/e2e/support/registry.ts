import { registry } from '../../../pipelines/cluster/deploy/registry.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { connects } from '../cluster/reachable.ts';
import { waitUntil } from '../cluster/wait-until.ts';

const { namespace, name, port, charts } = registry;
const host = `${name}.${namespace}.svc.cluster.local`;

/** The registry that holds the project's charts, over plain HTTP, for pods and Argo CD alike. */
export const chartsURL = `oci://${host}:${port}/${charts}`;

/** Has the registry answer nobody, and keep what it holds: its Service leads to no pod. */
export async function cutOffRegistry(api: ApiServer): Promise<void> {
  await select(api, 'nothing');
  await waitUntil({
    what: 'the registry does not answer',
    within: 30,
    probe: async () => ((await answers()) ? undefined : true),
  });
}

/** Takes that back. */
export async function restoreRegistry(api: ApiServer): Promise<void> {
  await select(api, null);
  await waitUntil({
    what: 'the registry answers',
    within: 30,
    probe: async () => (await answers()) || undefined,
  });
}

/** @param extra a label that no pod has, or null for none */
async function select(api: ApiServer, extra: string | null): Promise<void> {
  const spec = { selector: { 'infraforge.io/cut-off': extra } };
  await api.merge(`/api/v1/namespaces/${namespace}/services/${name}`, { spec });
}

/** A new connection: one that is open already outlives the change. */
async function answers(): Promise<boolean> {
  try {
    await connects({ host, port });
    return true;
  } catch {
    return false;
  }
}
