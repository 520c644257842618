import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type Objects, Refused } from '../../../pipelines/stand-in/kratix/back-end.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Authority, Certificate } from './certificates.ts';
import { addresses } from './place.ts';

/** Milliseconds in which an answer is whole; a watch has none. */
const longestAnswer = 60_000;

interface Exchange {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The API server by its paths (Kubernetes documentation, "API concepts"). */
export class ApiServer implements Objects {
  readonly #options;

  constructor(authority: Authority, client: Certificate) {
    this.#options = {
      host: addresses.apiServer,
      port: 443,
      ca: readFileSync(authority.certificate),
      cert: readFileSync(client.certificate),
      key: readFileSync(client.key),
      agent: new Agent({ keepAlive: true }),
    };
  }

  /** @throws Error for as long as it is not ready */
  async ready(): Promise<void> {
    await text(await this.#send('/readyz', {}));
  }

  /** Undefined where there is none. */
  async find<T = KubernetesObject>(path: string): Promise<T | undefined> {
    try {
      return await this.#json<T>(path);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  async get<T = KubernetesObject>(path: string): Promise<T> {
    return this.#json<T>(path);
  }

  async list<T = KubernetesObject>(path: string): Promise<readonly T[]> {
    return (await this.#json<{ items: T[] }>(path)).items;
  }

  async create(path: string, body: object): Promise<KubernetesObject> {
    return this.#json(path, { method: 'POST', body });
  }

  /** A JSON merge patch: null removes. */
  async merge(path: string, body: object): Promise<KubernetesObject> {
    return this.#json(path, { method: 'PATCH', body });
  }

  /** Replaces all of it; refused with 409 where somebody else was faster. */
  async replace(path: string, body: object): Promise<KubernetesObject> {
    return this.#json(path, { method: 'PUT', body });
  }

  /** Deletes in the background. Nothing happens where there is none. */
  async remove(path: string): Promise<void> {
    try {
      await this.#json(path, { method: 'DELETE', body: { propagationPolicy: 'Background' } });
    } catch (error) {
      if (!(error instanceof Refused && error.status === 404)) throw error;
    }
  }

  /** Objects as they are and as they change, until the signal; whoever gets them must expect one twice. */
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
    { method = 'GET', body, signal = AbortSignal.timeout(longestAnswer) }: Exchange,
  ): Promise<IncomingMessage> {
    const content = body === undefined ? '' : JSON.stringify(body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        // without it Node sends the body of a DELETE as if it were the next request
        'content-length': Buffer.byteLength(content),
      };
      const options = { ...this.#options, path, method, headers, signal };
      request(options, resolve).on('error', reject).end(content);
    });
    const status = response.statusCode ?? 0;
    if (status < 300) return response;
    throw new Refused(status, `${method} ${path}: ${status} ${await text(response)}`);
  }
}
