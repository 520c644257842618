import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { kratixManager } from '../../../shared/kratix/contract.ts';
import { writeKubeconfig } from '../cluster/client.ts';
import type { Running } from '../cluster/processes.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import type { KratixOptions } from '../stand-in/stand-in.ts';
import { managerAccess } from './manager-access.ts';
import { webhooks, webhooksAddress } from './webhooks.ts';

/** Image of Kratix's own containers, which `test/e2e/images/build.sh` builds from the adapter. */
const adapterImage = 'test.local/kratix-pipeline-adapter:1';

const { namespace, account } = kratixManager;

const probes = '127.0.0.1:9440';

/** Starts Kratix's manager as a plain process, with its webhooks. @param options.program path of the manager */
export async function startManager(
  cluster: Cluster,
  { program, authority }: KratixOptions & { readonly program: string },
): Promise<void> {
  await cluster.runtime.importImage('kratix-pipeline-adapter');
  await apply(cluster, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  await apply(cluster, managerAccess());
  const manager = await start(cluster, { program, authority });
  await manager.ready(60, async () => {
    const { status } = await fetch(`http://${probes}/readyz`, { signal: AbortSignal.timeout(2000) });
    if (status !== 200) throw new Error(`it answers ${status}`);
  });
  // only now: with webhooks that do not answer, the manager would never become ready
  await apply(cluster, webhooks(cluster.authority));
}

async function start(
  cluster: Cluster,
  { program, authority }: { program: string; authority: string },
): Promise<Running> {
  const folder = join(cluster.folder, 'kratix');
  const kubeconfig = join(cluster.folder, 'kratix.kubeconfig');
  // a token, because the CN of a certificate would be too long
  const token = await cluster.kubectl([
    'create',
    'token',
    account,
    `--namespace=${namespace}`,
    '--duration=24h',
  ]);
  const user = { token: token.trim() };
  writeKubeconfig(kubeconfig, { authority: cluster.authority, name: account, user, namespace });
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

/** Writes the serving certificate into the folder below TMPDIR from which controller-runtime reads it. */
async function placeServingCertificate({ authority }: Cluster, temporaryFolder: string): Promise<void> {
  const { address, port } = webhooksAddress;
  const serving = await authority.issue({
    name: 'kratix-webhooks',
    subject: `/CN=${address}:${port}`,
    names: [`IP:${address}`],
  });
  const folder = join(temporaryFolder, 'k8s-webhook-server/serving-certs');
  mkdirSync(folder, { recursive: true });
  copyFileSync(serving.certificate, join(folder, 'tls.crt'));
  copyFileSync(serving.key, join(folder, 'tls.key'));
}

async function apply({ kubectl }: Cluster, items: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items };
  await kubectl(['apply', '--server-side', '--filename', '-'], JSON.stringify(list));
}
