import { join } from 'node:path';
import { ApiServer } from './api-server.ts';
import { Authority } from './certificates.ts';
import { ContainerRuntime } from './container-runtime.ts';
import { startControlPlane } from './control-plane.ts';
import { startKubelet } from './kubelet.ts';
import { runLocation, tool } from './layout.ts';
import { createNetwork } from './network.ts';
import { Processes, run } from './processes.ts';
import { startServiceNetwork } from './service-network.ts';
import { step } from './step.ts';
import { startProvisioner } from './volumes.ts';
import { waitUntil } from './wait-until.ts';

/** The built cluster: one node. */
export interface Cluster {
  /** Folder of the run. */
  readonly folder: string;
  readonly authority: Authority;
  readonly processes: Processes;
  readonly runtime: ContainerRuntime;
  readonly api: ApiServer;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Runs kubectl as the administrator, and returns its standard output. @throws Error with its standard error */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
}

/**
 * Brings up etcd, the parts of Kubernetes, containerd and DNS in the namespaces of test/e2e/run.sh. Their end ends all
 * processes. Resolves when a pod can start.
 */
export async function startCluster(): Promise<Cluster> {
  const { folder, id } = runLocation();
  const processes = new Processes(join(folder, 'logs'));
  await step('network', createNetwork);
  const authority = await Authority.create(join(folder, 'pki'));
  const containerd = step('containerd is ready', () => ContainerRuntime.start(folder, processes));
  // awaited after the control plane
  containerd.catch(() => undefined);
  const admin = await startControlPlane({ folder, authority, processes });
  const api = await ApiServer.connect(admin);
  const runtime = await containerd;
  await step('node is ready', () =>
    startKubelet({ folder, id, authority, processes, api, runtime: runtime.socket }),
  );
  await step('Services are reachable', () => startServiceNetwork({ folder, authority, processes }));
  await step('ServiceAccount default exists', () => defaultServiceAccount(api));
  // without a default class, the platform keeps its data in pods: that is tested as well
  const isDefault = Boolean(process.env['OPERATORS']);
  await step('provisioner of volumes', () => startProvisioner({ api, folder, isDefault }));
  const { kubeconfig } = admin;
  const kubectl = (args: readonly string[], input = ''): Promise<string> =>
    run(tool('kubectl'), args, { input, env: { KUBECONFIG: kubeconfig, HOME: folder } });
  return { folder, authority, processes, runtime, api, kubeconfig, kubectl };
}

/** Waits for the ServiceAccount without which no pod starts. */
async function defaultServiceAccount(api: ApiServer): Promise<void> {
  await waitUntil({
    what: 'the ServiceAccount "default" exists',
    within: 30,
    probe: () => api.find('/api/v1/namespaces/default/serviceaccounts/default'),
  });
}
