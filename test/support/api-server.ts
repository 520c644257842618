import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tls = join(dirname(fileURLToPath(import.meta.url)), 'tls');

/** PEM of the authority that signed the server's certificate. */
export const certificateAuthority: string = readFileSync(join(tls, 'ca.pem'), 'utf8');

/** Entry of a discovery answer (Kubernetes API reference, "APIResource"), with its objects. */
export interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Objects of the resource, in the order of a list. */
  readonly objects?: readonly object[];
}

/**
 * Handler of a faulty server. Called before each answer with the number of earlier requests for the same path;
 * returns true if it answered the request.
 */
export type Misbehave = (request: IncomingMessage, response: ServerResponse, earlier: number) => boolean;

export interface ApiServerOptions {
  readonly group: string;
  readonly version: string;
  /** Resources of the group; without them, the group does not exist. */
  readonly resources?: readonly Resource[];
  readonly token?: string;
  readonly misbehave?: Misbehave;
}

export interface ApiServer {
  readonly url: string;
  readonly token: string;
  /** Path and query of every request, in their order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts the part of an API server that a reader of one group needs: discovery and paged lists over HTTPS with a private
 * certificate authority and a bearer token, on loopback (Kubernetes API concepts, "Retrieving large results sets
 * in chunks").
 */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const token = options.token ?? 'a-token-that-nobody-else-has';
  const requests: string[] = [];
  const key = readFileSync(join(tls, 'server-key.pem'));
  const cert = readFileSync(join(tls, 'server.pem'));
  const server = createServer({ key, cert }, (request, response) => {
    const url = request.url ?? '/';
    const path = url.split('?')[0];
    const earlier = requests.filter((seen) => seen.split('?')[0] === path).length;
    requests.push(url);
    if (options.misbehave?.(request, response, earlier)) return;
    if (request.headers.authorization !== `Bearer ${token}`) sendStatus(response, 401);
    else answer(options, new URL(url, 'https://server'), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Answers with an error status (Kubernetes API conventions, "Response Status Kind"). */
export function sendStatus(response: ServerResponse, code: number): void {
  const message = 'a message with a token=leaked-by-the-server';
  sendJson(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code });
}

function answer({ group, version, resources }: ApiServerOptions, url: URL, response: ServerResponse): void {
  const groupVersion = `${group}/${version}`;
  const path = url.pathname.replace(`/apis/${groupVersion}`, '').replace(/^\//, '');
  const resource = resources?.find(({ name }) => name === path);
  if (resource) sendJson(response, 200, listPage(resource, groupVersion, url.searchParams));
  else if (resources && path === '') sendJson(response, 200, discovery(resources, groupVersion));
  else sendStatus(response, 404);
}

function discovery(resources: readonly Resource[], groupVersion: string): object {
  const withoutObjects = resources.map(({ objects: _, ...resource }) => resource);
  return { kind: 'APIResourceList', groupVersion, resources: withoutObjects };
}

function listPage({ kind, objects = [] }: Resource, apiVersion: string, query: URLSearchParams): object {
  const start = Number(query.get('continue') ?? 0);
  const end = start + Number(query.get('limit') ?? objects.length);
  const metadata = { continue: end < objects.length ? String(end) : '', resourceVersion: '7' };
  // like an API server, sort the keys: the items come before the token of the next page
  return { apiVersion, items: objects.slice(start, end), kind: `${kind}List`, metadata };
}
