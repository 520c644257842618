import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  type Definition,
  type KratixPromise,
  requestsPath,
} from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { definitions } from '../../../promises/index.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { defaultPlatformNamespace } from '../../../shared/release/platform-namespace.ts';
import { parseRequestFile } from '../../../shared/yaml.ts';
import { ApiServer } from '../../e2e/cluster/api-server.ts';
import { Authority } from '../../e2e/cluster/certificates.ts';
import { startStorageAndApi } from '../../e2e/cluster/control-plane.ts';
import type { Processes } from '../../e2e/cluster/processes.ts';
import { waitUntil } from '../../e2e/cluster/wait-until.ts';
import { withFreeStatus } from '../../e2e/stand-in/with-free-status.ts';
import { projectFolder, promisesFolder } from '../../support/cases.ts';

/** API server with the kinds and policies of every Promise, without controllers or nodes. */
export interface PlatformApi {
  /** Client of an administrator. */
  readonly api: ApiServer;
  readonly url: string;
  /** CA certificate in base64. */
  readonly authority: string;
  readonly promises: readonly KratixPromise[];
  /** Token of the ServiceAccount of shared/backstage/rbac.yaml. */
  readonly token: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
}

/** Namespaces for requests. */
const namespaces = [defaultPlatformNamespace, 'team-a', 'team-b', 'team-payments'];

/** Starts etcd and kube-apiserver on loopback, and installs what `make deploy-platform` installs of the Promises. */
export async function startApiServer(folder: string, processes: Processes): Promise<PlatformApi> {
  const authority = await Authority.create(join(folder, 'pki'));
  const [port, etcd, peer] = await freePorts(3);
  const host = '127.0.0.1';
  const listening = {
    host,
    port: port!,
    etcdURL: `http://${host}:${etcd}`,
    etcdPeerURL: `http://${host}:${peer}`,
  };
  const options = { folder, authority, processes, listening };
  const { kubeconfig } = await startStorageAndApi(options, await authority.signingKey());
  const api = await ApiServer.connect({ kubeconfig });
  const promises = await installPromises(api);
  return {
    api,
    url: `https://${host}:${port}`,
    authority: readFileSync(authority.certificate).toString('base64'),
    promises,
    token: await backstageToken(api),
    kubeconfig,
  };
}

/** Returns ports of loopback that nothing listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, openPort));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

function openPort(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function installPromises(api: ApiServer): Promise<KratixPromise[]> {
  for (const name of namespaces)
    await create(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const files = definitions.map(({ name }) => join(promisesFolder, name, 'generated'));
  const promises = files.map((file) => read(join(file, 'promise.yaml'))[0] as KratixPromise);
  const policies = files.flatMap((file) => read(join(file, 'admission-policy.yaml')));
  await Promise.all([
    ...promises.map(({ spec }) => create(api, withFreeStatus(spec.api))),
    ...policies.map((policy) => create(api, policy)),
  ]);
  await Promise.all(promises.map((promise) => untilServed(api, promise)));
  return promises;
}

async function untilServed(api: ApiServer, promise: KratixPromise): Promise<void> {
  await waitUntil({
    what: `the API server accepts requests of ${promise.metadata.name}`,
    within: 30,
    probe: () => api.list(requestsPath(promise)),
  });
}

/** Creates the ServiceAccount as the README of the package says, and returns a token of it. */
async function backstageToken(api: ApiServer): Promise<string> {
  const objects = read(join(projectFolder, 'shared/backstage/rbac.yaml'));
  for (const object of objects) await create(api, object);
  const account = objects.find(({ kind }) => kind === 'ServiceAccount')!;
  const path = `${collectionOf(account)}/${account.metadata.name}/token`;
  const answer = await api.create(path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 7200 },
  });
  return (answer as { readonly status?: { readonly token?: string } }).status!.token!;
}

function read(file: string): KubernetesObject[] {
  return parseRequestFile(readFileSync(file, 'utf8')) as KubernetesObject[];
}

const create = (api: ApiServer, object: KubernetesObject | Definition): Promise<KubernetesObject> =>
  api.create(collectionOf(object), object);

/** Returns the path of the collection of an object. All its kinds have a plural in -s or -ies. */
function collectionOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const plural = kind.toLowerCase().replace(/y$/, 'ie');
  const scope = metadata.namespace === undefined ? '' : `namespaces/${metadata.namespace}/`;
  return `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/${scope}${plural}s`;
}
