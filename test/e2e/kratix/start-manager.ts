import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { issueClient } from '../cluster/client.ts';
import type { Running } from '../cluster/processes.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import type { Kratix, KratixOptions } from './kratix.ts';
import { account, managerAccess, namespace } from './manager-access.ts';
import { webhooks, webhooksAddress } from './webhooks.ts';

/** The image of the containers around ours, made of the adapter by `test/e2e/images/build.sh`. */
const adapterImage = 'test.local/kratix-pipeline-adapter:1';

const probes = '127.0.0.1:9440';

/** Starts Kratix's manager as a plain process, with its webhooks. @param program path of it */
export async function startManager(
  cluster: Cluster,
  { program, authority }: KratixOptions & { readonly program: string },
): Promise<Kratix> {
  await cluster.runtime.importImage('kratix-pipeline-adapter');
  await apply(cluster, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  await apply(cluster, managerAccess());
  const manager = await start(cluster, { program, authority });
  await manager.ready(60, async () => {
    const { status } = await fetch(`http://${probes}/readyz`, { signal: AbortSignal.timeout(2000) });
    if (status !== 200) throw new Error(`it answers ${status}`);
  });
  // only now: what it keeps itself from doing while nobody answers would never become ready
  await apply(cluster, webhooks(cluster.authority));
  return { isReal: true, end: () => manager.stop() };
}

async function start(
  cluster: Cluster,
  { program, authority }: { program: string; authority: string },
): Promise<Running> {
  const folder = join(cluster.folder, 'kratix');
  // a CN holds 64 characters, and this has 63
  const { kubeconfig } = await issueClient(cluster, {
    name: 'kratix',
    subject: `/CN=system:serviceaccount:${namespace}:${account}`,
  });
  await placeServingCertificate(cluster, folder);
  return cluster.processes.start({
    name: 'kratix',
    program,
    args: [
      ...[`--health-probe-bind-address=${probes}`, '--metrics-bind-address=0', '--pprof-bind-address=0'],
      '--leader-elect=false',
    ],
    env: {
      KUBECONFIG: kubeconfig,
      PIPELINE_ADAPTER_IMG: adapterImage,
      GIT_SSL_CAINFO: authority,
      HOME: folder,
      TMPDIR: folder,
    },
    folder,
  });
}

/** Where the manager looks for it. */
async function placeServingCertificate({ authority }: Cluster, temporary: string): Promise<void> {
  const { address, port } = webhooksAddress;
  const serving = await authority.issue({
    name: 'kratix-webhooks',
    subject: `/CN=${address}:${port}`,
    names: [`IP:${address}`],
  });
  const folder = join(temporary, 'k8s-webhook-server/serving-certs');
  mkdirSync(folder, { recursive: true });
  copyFileSync(serving.certificate, join(folder, 'tls.crt'));
  copyFileSync(serving.key, join(folder, 'tls.key'));
}

async function apply({ kubectl }: Cluster, items: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items };
  await kubectl(['apply', '--server-side', '--filename', '-'], JSON.stringify(list));
}
