import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitAuthority } from '../../../pipelines/cluster/deploy/git-authority.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { type Access, ApiServer } from '../cluster/api-server.ts';
import { Authority } from '../cluster/certificates.ts';
import { ContainerRuntime } from '../cluster/container-runtime.ts';
import { tool } from '../cluster/layout.ts';
import { Processes, run } from '../cluster/processes.ts';
import { kratixKinds } from '../stand-in/kratix-objects.ts';
import { runsKratix } from '../stand-in/marker.ts';
import { type GitRepository, Repository } from './repository.ts';

/** Cluster that the scenarios run on: any that a kubeconfig names. */
export interface ClusterAccess extends Access {
  readonly api: ApiServer;
  /** Runs kubectl and returns its standard output. @throws Error with its standard error */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
  /** Temporary folder of this scenario file. */
  readonly folder: string;
}

/** Parts of the built cluster that no other cluster gives access to. */
export interface BuiltCluster {
  /** Folder of the run. */
  readonly folder: string;
  readonly authority: Authority;
  readonly processes: Processes;
  readonly runtime: ContainerRuntime;
}

/** Platform that the scenarios run on. */
export interface Platform {
  readonly cluster: ClusterAccess;
  readonly git: GitRepository;
  readonly repository: Repository;
  /** True if Kratix itself runs the pipelines, not the stand-in. */
  readonly hasKratix: boolean;
}

interface GitStateStore extends KubernetesObject {
  readonly spec: {
    readonly url: string;
    readonly branch?: string;
    readonly secretRef: { readonly name: string; readonly namespace?: string };
  };
}

interface WithData extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Connects to the cluster of `E2E_CONTEXT` and to the state store of the platform on it. */
export async function connectPlatform(): Promise<Platform> {
  const cluster = await connectCluster();
  const git = await readStateStore(cluster);
  const repository = await Repository.open(git, join(cluster.folder, 'state-store'));
  return { cluster, git, repository, hasKratix: await runsKratix(cluster.api) };
}

/** Returns the parts of the built cluster. @throws Error on any other cluster */
export function builtCluster(): BuiltCluster {
  const folder = process.env['E2E_WORK'];
  if (folder === undefined)
    throw new Error('This cluster is not the built one: declare what the scenario needs');
  return {
    folder,
    authority: new Authority(join(folder, 'pki')),
    processes: new Processes(join(folder, 'logs')),
    runtime: new ContainerRuntime(),
  };
}

async function connectCluster(): Promise<ClusterAccess> {
  const { E2E_CONTEXT: context, KUBECONFIG, HOME = '', PATH = '', E2E_WORK } = process.env;
  const folder = mkdtempSync(join(E2E_WORK ?? tmpdir(), 'infraforge-e2e-'));
  const kubeconfig = KUBECONFIG || join(HOME, '.kube/config');
  const access = { kubeconfig, ...(context ? { context } : {}) };
  const program = E2E_WORK === undefined ? 'kubectl' : tool('kubectl');
  const flags = context ? [`--context=${context}`] : [];
  const env = { KUBECONFIG: kubeconfig, HOME, PATH };
  const kubectl = (args: readonly string[], input = ''): Promise<string> =>
    run(program, [...flags, ...args], { input, env });
  return { ...access, api: await ApiServer.connect(access), kubectl, folder };
}

/** Returns the address of the Git server of the platform, and the access to the cluster. */
export async function findGitServer(): Promise<{ readonly cluster: ClusterAccess; readonly url: URL }> {
  const cluster = await connectCluster();
  return { cluster, url: new URL((await stateStore(cluster)).spec.url) };
}

async function stateStore({ api }: Pick<ClusterAccess, 'api'>): Promise<GitStateStore> {
  const [store] = await api.list<GitStateStore>(`${kratixKinds}/gitstatestores`);
  if (store === undefined)
    throw new Error('The cluster has no GitStateStore; run make deploy-platform first');
  return store;
}

/** Reads the access to the state store from the GitStateStore of the platform. */
async function readStateStore({ api, folder }: ClusterAccess): Promise<GitRepository> {
  const { url, branch = 'main', secretRef } = (await stateStore({ api })).spec;
  const { name, namespace = 'default' } = secretRef;
  const { data = {} } = await api.get<WithData>(`/api/v1/namespaces/${namespace}/secrets/${name}`);
  const [username = '', password = ''] = ['username', 'password'].map((key) =>
    Buffer.from(data[key] ?? '', 'base64').toString(),
  );
  const signedIn = new URL(url);
  Object.assign(signedIn, { username, password });
  const settings = [...(await authoritySettings({ api, folder })), ...forwardSettings()];
  return { url: signedIn.href, publicURL: url, branch, username, password, settings };
}

async function authoritySettings({ api, folder }: Pick<ClusterAccess, 'api' | 'folder'>): Promise<string[]> {
  const { namespace, name, key } = gitAuthority;
  const found = await api.find<WithData>(`/api/v1/namespaces/${namespace}/configmaps/${name}`);
  const certificate = found?.data?.[key];
  if (certificate === undefined) return [];
  const path = join(folder, 'git-ca.crt');
  writeFileSync(path, certificate);
  return [`http.sslCAInfo=${path}`];
}

/** Returns the Git settings for the port-forward that the global setup started, if it was needed. */
function forwardSettings(): string[] {
  const resolve = process.env['E2E_GIT_RESOLVE'];
  return resolve === undefined ? [] : [`http.curloptResolve=${resolve}`];
}
