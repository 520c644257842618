import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Exec } from '@kubernetes/client-node';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import {
  type ApplyOptions,
  type Cluster,
  ClusterError,
  type ContainerReference,
  fieldManager,
  type Kind,
  type ListSelection,
  type ObjectReference,
  type PortForward,
  type ServicePort,
} from '../cluster.ts';
import { ApiServer } from './api-server.ts';
import { type ClusterFlags, loadUserKubeConfig } from './kube-config.ts';
import { openPortForward } from './port-forward.ts';

/** Connects to the cluster of a kubeconfig; sends nothing yet. @throws ClusterError `InvalidKubeconfig` */
export function createKubernetesCluster(flags: ClusterFlags, environment: NodeJS.ProcessEnv): Cluster {
  return new KubernetesCluster(new ApiServer(loadUserKubeConfig(flags, environment)), flags);
}

/** A kind of an API version (Kubernetes API reference, "APIResource"). */
interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface Page {
  readonly items: readonly KubernetesObject[];
  readonly metadata?: { readonly continue?: string };
}

const pageSize = 500;

class KubernetesCluster implements Cluster {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly #server: ApiServer;
  readonly #resources = new Map<string, Promise<readonly Resource[]>>();

  constructor(server: ApiServer, { kubeconfig, context }: ClusterFlags) {
    this.#server = server;
    this.kubeconfig = kubeconfig;
    this.context = context;
  }

  async get<T>(path: string): Promise<T | undefined> {
    return this.#read<T>(path, `read ${path}`);
  }

  async find<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined> {
    const path = await this.#pathOf(reference);
    return path === undefined ? undefined : this.#read<T>(path, `read ${titleOf(reference)}`);
  }

  async list<T extends KubernetesObject>(selection: ListSelection): Promise<readonly T[]> {
    const { apiVersion, kind, namespace, labels = {} } = selection;
    const resource = await this.#resourceOf(selection);
    if (resource === undefined) return [];
    const base = `${rootOf(apiVersion)}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${resource.name}`;
    const selector = Object.entries(labels).map((pair) => pair.join('='));
    const objects: T[] = [];
    let next = '';
    do {
      const query = new URLSearchParams({ limit: String(pageSize) });
      if (selector.length > 0) query.set('labelSelector', selector.join(','));
      if (next !== '') query.set('continue', next);
      const page = await this.#read<Page>(`${base}?${query}`, `list ${kind}`);
      // a list names the kind of its items once
      objects.push(...(page?.items ?? []).map((item) => ({ ...item, apiVersion, kind }) as T));
      next = page?.metadata?.continue ?? '';
    } while (next !== '');
    return objects;
  }

  async apply<T extends KubernetesObject>(object: object, options: ApplyOptions = {}): Promise<T> {
    const { manager = fieldManager, namespace, isDryRun = false } = options;
    const { metadata, ...content } = object as KubernetesObject;
    const resource = await this.#resourceOf(content);
    // A kind that is defined after this lookup may be namespaced, and its path would lack the namespace.
    if (resource === undefined) throw kindNotFound({ ...content, ...metadata });
    const needsNamespace = resource.namespaced && metadata.namespace === undefined;
    const completed = { ...metadata, ...(needsNamespace ? { namespace: namespace ?? 'default' } : {}) };
    const reference = { apiVersion: content.apiVersion, kind: content.kind, ...completed };
    const query = new URLSearchParams({ fieldManager: manager, force: 'true' });
    if (isDryRun) query.set('dryRun', 'All');
    return this.#change<T>(reference, { query, body: { ...content, metadata: completed }, type: applyType });
  }

  patch<T extends KubernetesObject>(reference: ObjectReference, patch: object): Promise<T> {
    const query = new URLSearchParams({ fieldManager });
    return this.#change<T>(reference, { query, body: patch, type: 'application/merge-patch+json' });
  }

  logs({ namespace, pod, container }: ContainerReference): Promise<string> {
    const query = new URLSearchParams({ container });
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`;
    return this.#server.send({ method: 'GET', path, action: `read the log of Pod ${namespace}/${pod}` });
  }

  async exec(reference: ContainerReference, command: readonly string[]): Promise<string> {
    const { namespace, pod, container } = reference;
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const [printed, complaint] = [text(stdout), text(stderr)];
    const failed = (detail: string, cause?: unknown): ClusterError =>
      new ClusterError(`cannot run ${command[0]} in Pod ${namespace}/${pod}: ${detail}`, {
        reason: 'CommandFailed',
        cause,
      });
    const exec = new Exec(this.#server.kubeConfig);
    const status = await new Promise<{ status?: string; message?: string }>((resolve, reject) => {
      exec
        .exec(namespace, pod, container, [...command], stdout, stderr, null, false, resolve)
        .then((socket) => socket.on('close', () => reject(failed('the connection ended'))))
        .catch((error: Error) => reject(failed(error.message, error)));
    });
    if (status.status === 'Success') return printed;
    throw failed((await complaint).trim() || (status.message ?? 'no reason given'));
  }

  portForward(port: ServicePort): Promise<PortForward> {
    return openPortForward(this, { kubeConfig: this.#server.kubeConfig, port });
  }

  async #change<T>(
    reference: ObjectReference,
    { query, body, type }: { query: URLSearchParams; body: object; type: string },
  ): Promise<T> {
    const path = await this.#pathOf(reference);
    if (path === undefined) throw kindNotFound(reference);
    const call = { path: `${path}?${query}`, action: actionOf(reference), body, contentType: type };
    return JSON.parse(await this.#server.send({ method: 'PATCH', ...call })) as T;
  }

  async #read<T>(path: string, action: string): Promise<T | undefined> {
    try {
      return JSON.parse(await this.#server.send({ method: 'GET', path, action })) as T;
    } catch (error) {
      if (error instanceof ClusterError && error.status === 404) return undefined;
      throw error;
    }
  }

  async #pathOf({ namespace, name, ...kind }: ObjectReference): Promise<string | undefined> {
    const resource = await this.#resourceOf(kind);
    if (resource === undefined) return undefined;
    const scope = resource.namespaced ? `/namespaces/${namespace ?? 'default'}` : '';
    return `${rootOf(kind.apiVersion)}${scope}/${resource.name}/${encodeURIComponent(name)}`;
  }

  /** Returns the resource of a kind. A definition that was applied meanwhile adds kinds, so an unknown kind is looked up again. */
  async #resourceOf({ apiVersion, kind }: Kind): Promise<Resource | undefined> {
    const known = (await this.#resources.get(apiVersion)) ?? [];
    const found = known.find((resource) => resource.kind === kind);
    if (found !== undefined) return found;
    const discovery = this.#discover(apiVersion);
    this.#resources.set(apiVersion, discovery);
    return (await discovery).find((resource) => resource.kind === kind);
  }

  async #discover(apiVersion: string): Promise<readonly Resource[]> {
    const found = await this.get<{ resources: readonly Resource[] }>(rootOf(apiVersion));
    // a subresource, such as `deployments/scale`, has a kind too
    return (found?.resources ?? []).filter(({ name }) => !name.includes('/'));
  }
}

const applyType = 'application/apply-patch+yaml';

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function actionOf(reference: ObjectReference): string {
  return `apply ${titleOf(reference)}`;
}

function kindNotFound(reference: ObjectReference): ClusterError {
  const { apiVersion, kind } = reference;
  const message = `cannot ${actionOf(reference)}: the cluster has no kind ${kind} in ${apiVersion}`;
  return new ClusterError(message, { reason: 'KindNotFound' });
}

function titleOf({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
