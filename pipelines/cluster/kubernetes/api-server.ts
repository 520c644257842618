import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { KubeConfig } from '@kubernetes/client-node';
import { requestOptions, serverURL } from '../../../shared/kubernetes/api-server-access.ts';
import { ClusterError } from '../cluster.ts';
import { connectionError, pluginError, statusError } from './cluster-errors.ts';

/** One HTTP request to the API server. */
export interface Call {
  readonly method: 'GET' | 'PATCH';
  /** Path from the server's root, with its query. */
  readonly path: string;
  /** Verb and object for an error message: `read Deployment gitea/gitea`. */
  readonly action: string;
  readonly body?: object;
  readonly contentType?: string;
}

/** Milliseconds without a byte; an admission webhook alone may take 30 seconds. */
const longestSilence = 60_000;

/**
 * HTTP access to one API server. Objects pass through unchanged: the object API of the client package maps them to
 * typed models, which lose `default`, `enum` and `x-kubernetes-*` of a custom resource definition.
 */
export class ApiServer {
  readonly kubeConfig: KubeConfig;
  readonly #server: string;
  readonly #agent: HttpAgent;
  #credentials: Promise<RequestOptions> | undefined;

  constructor(kubeConfig: KubeConfig) {
    this.kubeConfig = kubeConfig;
    this.#server = serverURL(kubeConfig);
    const Agent = this.#server.startsWith('http:') ? HttpAgent : HttpsAgent;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 16 });
  }

  /** Returns the body of an answer. @throws ClusterError */
  async send(call: Call): Promise<string> {
    const first = await this.#sendOnce(call);
    if (first.response.statusCode !== 401) return this.#bodyOf(call, first);
    // an expired credential of a plug-in: ask the plug-in once more
    this.#credentials = undefined;
    return this.#bodyOf(call, await this.#sendOnce(call));
  }

  #bodyOf({ action }: Call, { response, body }: Answer): string {
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode < 300) return body;
    throw statusError({ status: statusCode, body, action, context: this.kubeConfig.getCurrentContext() });
  }

  async #sendOnce({ method, path, body, contentType }: Call): Promise<Answer> {
    this.#credentials ??= this.#readCredentials();
    const { headers, ...credentials } = await this.#credentials;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const options = {
      ...credentials,
      method,
      timeout: longestSilence,
      headers: {
        ...headers,
        accept: 'application/json, */*;q=0.8',
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
    };
    const request = this.#server.startsWith('http:') ? httpRequest : httpsRequest;
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = request(`${this.#server}${path}`, options, resolve);
        sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
        sent.on('error', reject).end(content);
      });
      return { response, body: await text(response) };
    } catch (error) {
      throw connectionError(error, this.#server);
    }
  }

  async #readCredentials(): Promise<RequestOptions> {
    try {
      return await requestOptions(this.kubeConfig, this.#agent);
    } catch (error) {
      this.#credentials = undefined;
      if (error instanceof ClusterError) throw error;
      throw pluginError(error, this.kubeConfig.getCurrentUser()?.exec?.command);
    }
  }
}

interface Answer {
  readonly response: IncomingMessage;
  readonly body: string;
}
