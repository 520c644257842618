import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { issueClient } from '../cluster/client.ts';
import { waitForDefinitions } from '../cluster/definitions.ts';
import { addresses, root, tool } from '../cluster/layout.ts';
import { mountConfigMap } from '../cluster/mounted-config-map.ts';
import type { Running } from '../cluster/processes.ts';
import { checkPage, checkPort } from '../cluster/reachable.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import { step } from '../cluster/step.ts';
import { argocdObjects } from './argocd-objects.ts';

/** A running Argo CD. */
export interface Argocd {
  readonly redis: Running;
  readonly repoServer: Running;
  readonly controller: Running;
  readonly server: Running;
  readonly applicationSets: Running;
}

const server = { address: addresses.node, port: 8080 } as const;
const redis = '127.0.0.1:6379';
const repoServer = '127.0.0.1:8081';
const withRedis = ['--redis', redis];
const withRepoServer = ['--repo-server', repoServer, '--repo-server-plaintext'];

/** Starts Redis and Argo CD's repo server, controllers and server as plain processes. */
export async function startArgocd(cluster: Cluster): Promise<Argocd> {
  await step('definitions and settings of Argo CD', () => applyObjects(cluster));
  const start = await starter(cluster);
  return step('Argo CD is ready', async () => {
    const running = {
      redis: startRedis(cluster),
      repoServer: start('repo-server', [
        ...['--address', '127.0.0.1', '--port', '8081', '--metrics-address', '127.0.0.1'],
        // empty, because the default file does not exist
        ...['--disable-tls', '--client-ca-path=', ...withRedis],
      ]),
      controller: start('application-controller', [...withRedis, ...withRepoServer]),
      server: start('server', [
        ...['--address', server.address, '--port', String(server.port), '--metrics-address', '127.0.0.1'],
        ...[...withRedis, ...withRepoServer],
      ]),
      applicationSets: start('applicationset-controller', [
        ...['--argocd-repo-server', repoServer, '--repo-server-plaintext', '--namespace', argocdNamespace],
        ...['--metrics-addr', '127.0.0.1:8085', '--probe-addr', '127.0.0.1:8086'],
        ...['--webhook-addr', '127.0.0.1:7000'],
      ]),
    };
    await running.controller.ready(60, () => checkPage('http://127.0.0.1:8082/healthz'));
    await running.repoServer.ready(60, () => checkPage('http://127.0.0.1:8084/healthz?full=true'));
    await running.server.ready(60, () => checkPort({ host: server.address, port: server.port }));
    await running.applicationSets.ready(60, () => checkPort({ host: '127.0.0.1', port: 8085 }));
    return running;
  });
}

async function applyObjects(cluster: Cluster): Promise<void> {
  const { kubectl } = cluster;
  const apply = (args: readonly string[], input?: string): Promise<string> =>
    kubectl(['apply', '--server-side', ...args], input);
  const folder = join(root, '.cache/crds/argo-cd');
  const definitions = readdirSync(folder).filter((name) => name.endsWith('-crd.yaml'));
  await apply(definitions.flatMap((name) => ['--filename', join(folder, name)]));
  await waitForDefinitions(cluster);
  const objects = { apiVersion: 'v1', kind: 'List', items: argocdObjects(server) };
  await apply(['--filename', '-'], JSON.stringify(objects));
  // the settings of the manifest: without them, each change of an Application refreshes its root
  const settings = join(root, '.cache/files/argo-cd-settings/argocd-cm.yaml');
  await apply([`--namespace=${argocdNamespace}`, '--filename', settings]);
}

function startRedis({ processes, folder }: Cluster): Running {
  const [host = '', port = ''] = redis.split(':');
  const args = ['--bind', host, '--port', port, '--save', '', '--appendonly', 'no'];
  return processes.start({ name: 'redis', program: 'redis-server', args, folder });
}

/** Returns a function that starts a component of Argo CD: one program, whose name selects the component. */
async function starter(cluster: Cluster): Promise<(component: string, args: readonly string[]) => Running> {
  const folder = join(cluster.folder, 'argocd');
  const makeFolder = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  const { kubeconfig } = await issueClient(cluster, {
    name: 'argocd',
    subject: '/O=system:masters/CN=argocd',
    namespace: argocdNamespace,
  });
  const certificates = {
    namespace: argocdNamespace,
    name: 'argocd-tls-certs-cm',
    folder: join(folder, 'tls'),
  };
  const env = {
    PATH: `${programs(makeFolder('bin'))}:${process.env['PATH']}`,
    HOME: makeFolder('home'),
    TMPDIR: makeFolder('tmp'),
    HOSTNAME: 'argocd-0',
    KUBECONFIG: kubeconfig,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_TLS_DATA_PATH: mountConfigMap(cluster.api, certificates),
    ARGOCD_SSH_DATA_PATH: makeFolder('ssh'),
    ARGOCD_GPG_DATA_PATH: makeFolder('gpg'),
    ARGOCD_GNUPGHOME: makeFolder('gnupg'),
    ARGOCD_ASK_PASS_SOCK: join(folder, 'reposerver-ask-pass.sock'),
    ARGOCD_CLUSTER_CACHE_EVENTS_PROCESSING_INTERVAL: '1ms',
    // Argo CD may miss a push during the refresh for an earlier one, until it polls
    ARGOCD_RECONCILIATION_TIMEOUT: '30s',
    ARGOCD_RECONCILIATION_JITTER: '0s',
    // nobody reads its events
    ARGOCD_ENABLE_K8S_EVENT: 'none',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return (component, args) =>
    cluster.processes.start({
      name: `argocd-${component}`,
      program: tool('argocd'),
      args,
      env: { ...env, ARGOCD_BINARY_NAME: `argocd-${component}` },
      folder,
    });
}

/** Creates a folder with the programs that Argo CD calls. */
function programs(folder: string): string {
  symlinkSync(tool('helm4'), join(folder, 'helm'));
  symlinkSync(tool('argocd'), join(folder, 'argocd'));
  const wrapper = join(folder, 'git-verify-wrapper.sh');
  copyFileSync(join(root, '.cache/files/argo-cd-scripts/git-verify-wrapper.sh'), wrapper);
  chmodSync(wrapper, 0o755);
  return folder;
}
