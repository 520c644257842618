import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';
import { type Objects, Refused } from '../../../pipelines/stand-in/kratix/back-end.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';

/** Timeout of a response in milliseconds; a watch has none. */
const responseTimeout = 60_000;

/** Access to a cluster. */
export interface Access {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  /** Context of the kubeconfig; defaults to the current one. */
  readonly context?: string;
}

/** User of the API server. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
  /** Further facts about the user. */
  readonly extra?: Readonly<Record<string, string>>;
}

interface Exchange {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Client of an API server by its paths (Kubernetes documentation, "API concepts"). */
export class ApiServer implements Objects {
  readonly #options: RequestOptions;

  private constructor(options: RequestOptions) {
    this.#options = options;
  }

  /** Connects to the API server of a context of a kubeconfig. */
  static async connect({ kubeconfig, context }: Access): Promise<ApiServer> {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    if (context !== undefined) config.setCurrentContext(context);
    const { server } = config.getCurrentCluster() ?? {};
    if (server === undefined) throw new Error(`Read ${kubeconfig}: no context "${context ?? ''}"`);
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { hostname, port, pathname } = new URL(server);
    const prefix = pathname.replace(/\/$/, '');
    const agent = agentOf(options);
    return new ApiServer({ ...options, agent, host: hostname, port: port || 443, path: prefix });
  }

  /**
   * Returns a client that acts as another user. This user needs the permission to impersonate it (Kubernetes, "User
   * impersonation").
   */
  as({ user, groups, extra = {} }: Identity): ApiServer {
    const facts = Object.entries(extra).map(([key, value]) => [
      `impersonate-extra-${encodeURIComponent(key)}`,
      value,
    ]);
    const headers = {
      ...(this.#options.headers as OutgoingHttpHeaders),
      ...Object.fromEntries(facts),
      'impersonate-user': user,
      'impersonate-group': [...groups],
    };
    return new ApiServer({ ...this.#options, headers });
  }

  /** Checks that the API server is ready. @throws Error if it is not */
  async ready(): Promise<void> {
    await text(await this.#send('/readyz', {}));
  }

  /** Returns undefined if the object does not exist. */
  async find<T = KubernetesObject>(path: string): Promise<T | undefined> {
    try {
      return await this.#json<T>(path);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Returns an object. @throws Refused with 404 if it does not exist */
  async get<T = KubernetesObject>(path: string): Promise<T> {
    return this.#json<T>(path);
  }

  /** Returns the objects of a collection. */
  async list<T = KubernetesObject>(path: string): Promise<readonly T[]> {
    return (await this.#json<{ items: T[] }>(path)).items;
  }

  /** Creates an object in a collection. */
  async create(path: string, body: object): Promise<KubernetesObject> {
    return this.#json(path, { method: 'POST', body });
  }

  /** Applies a JSON merge patch: null removes a field. */
  async merge(path: string, body: object): Promise<KubernetesObject> {
    return this.#json(path, { method: 'PATCH', body });
  }

  /** Replaces an object. @throws Refused with 409 if it has changed since it was read */
  async replace(path: string, body: object): Promise<KubernetesObject> {
    return this.#json(path, { method: 'PUT', body });
  }

  /** Deletes an object in the background, if it exists. */
  async remove(path: string): Promise<void> {
    try {
      await this.#json(path, { method: 'DELETE', body: { propagationPolicy: 'Background' } });
    } catch (error) {
      if (!(error instanceof Refused && error.status === 404)) throw error;
    }
  }

  /** Yields each object of a collection and each change until the signal. An object may come twice. */
  async *watch<T = KubernetesObject>(path: string, signal: AbortSignal): AsyncGenerator<T> {
    const response = await this.#send(`${path}?watch=true`, { signal });
    for await (const line of createInterface({ input: response })) {
      const { type, object } = JSON.parse(line) as { type: string; object: T };
      if (type === 'ERROR') return;
      if (type !== 'DELETED' && type !== 'BOOKMARK') yield object;
    }
  }

  async #json<T>(path: string, exchange: Exchange = {}): Promise<T> {
    const response = await this.#send(path, exchange);
    return JSON.parse(await text(response)) as T;
  }

  async #send(
    path: string,
    { method = 'GET', body, signal = AbortSignal.timeout(responseTimeout) }: Exchange,
  ): Promise<IncomingMessage> {
    const { path: prefix = '', headers: access = {} } = this.#options;
    const content = body === undefined ? '' : JSON.stringify(body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        ...(access as OutgoingHttpHeaders),
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        // Without this header Node sends the body of a DELETE as if it were the next request.
        'content-length': Buffer.byteLength(content),
      };
      const options = { ...this.#options, path: `${prefix}${path}`, method, headers, signal };
      request(options, resolve).on('error', reject).end(content);
    });
    const status = response.statusCode ?? 0;
    if (status < 300) return response;
    throw new Refused(status, `${method} ${path}: ${status} ${await text(response)}`);
  }
}

/** Returns the agent that keeps the connections of all users open. */
function agentOf({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): Agent {
  const tls = { ca, cert, key, servername, rejectUnauthorized };
  const present = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  return new Agent({ ...present, keepAlive: true });
}
