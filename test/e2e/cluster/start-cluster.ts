import { join } from 'node:path';
import { ApiServer } from './api-server.ts';
import { Authority } from './certificates.ts';
import { ContainerRuntime } from './container-runtime.ts';
import { startControlPlane } from './control-plane.ts';
import { startKubelet } from './kubelet.ts';
import { makeNetwork } from './network.ts';
import { runPlace, tool } from './place.ts';
import { Processes, run } from './processes.ts';
import { startServiceNetwork } from './service-network.ts';
import { step } from './step.ts';
import { waitUntil } from './wait-until.ts';

/** A running cluster of one node. */
export interface Cluster {
  /** For whatever belongs to this run. */
  readonly folder: string;
  readonly authority: Authority;
  readonly processes: Processes;
  readonly runtime: ContainerRuntime;
  readonly api: ApiServer;
  /** Path of the administrator's. */
  readonly kubeconfig: string;
  /** Runs kubectl as the administrator. @returns its standard output @throws Error with its standard error */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
}

/**
 * Brings up etcd, kube-apiserver, controller manager, scheduler, containerd, kubelet, kube-proxy and DNS in the namespaces that
 * test/e2e/run.sh made, which is also what ends them. Ready when a pod can start.
 */
export async function startCluster(): Promise<Cluster> {
  const { folder, id } = runPlace();
  const processes = new Processes(join(folder, 'logs'));
  await step('network', makeNetwork);
  const authority = await Authority.create(join(folder, 'pki'));
  const containerd = step('containerd is ready', () => ContainerRuntime.start(folder, processes));
  // it is awaited after the control plane: until then its failure is nobody's
  containerd.catch(() => undefined);
  const admin = await startControlPlane({ folder, authority, processes });
  const api = new ApiServer(authority, admin);
  const runtime = await containerd;
  await step('node is ready', () =>
    startKubelet({ folder, id, authority, processes, api, runtime: runtime.socket }),
  );
  await step('Services are reachable', () => startServiceNetwork({ folder, authority, processes }));
  await step('ServiceAccount default is there', () => defaultServiceAccount(api));
  const { kubeconfig } = admin;
  const kubectl = (args: readonly string[], input = ''): Promise<string> =>
    run(tool('kubectl'), args, { input, env: { KUBECONFIG: kubeconfig, HOME: folder } });
  return { folder, authority, processes, runtime, api, kubeconfig, kubectl };
}

/** No pod starts before it. */
async function defaultServiceAccount(api: ApiServer): Promise<void> {
  await waitUntil({
    what: 'the ServiceAccount "default" is there',
    within: 30,
    probe: () => api.find('/api/v1/namespaces/default/serviceaccounts/default'),
  });
}
