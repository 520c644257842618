import { Agent, type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Account } from '../../../shared/argocd/repository-secret.ts';
import { ActionableError } from '../../../shared/errors.ts';
import type { Cluster } from '../cluster.ts';
import { ConnectionLost, throughPort } from '../through-port.ts';
import { gitea } from './gitea-objects.ts';

/** Address and account for Gitea's API. */
export interface GiteaConnection {
  /** Local port that leads to Gitea. */
  readonly port: number;
  /** PEM of the CA. */
  readonly ca: string;
  readonly authorization: string;
  /** Shares one connection for all requests, because forwarded ports fail with many connections. */
  readonly agent?: Agent;
}

/** Answer of Gitea; the body only if it is JSON. */
export interface GiteaAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Milliseconds for one answer. */
const timeoutMilliseconds = 30_000;

/**
 * Works with Gitea's API through a forwarded port. The work must be idempotent, because it is repeated after a broken
 * connection.
 *
 * @throws ClusterError, and the errors of the work
 */
export async function withGitea<T>(
  cluster: Cluster,
  { ca, ...account }: Account & { readonly ca: string },
  work: (connection: GiteaConnection) => Promise<T>,
): Promise<T> {
  const { namespace, service, port } = gitea;
  const authorization = authorizationOf(account);
  return throughPort(cluster, { service, namespace, port }, async (forwarded) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      return await work({ port: forwarded, ca, authorization, agent });
    } finally {
      agent.destroy();
    }
  });
}

/** Returns the same connection with another account. */
export function signedIn(connection: GiteaConnection, account: Account): GiteaConnection {
  return { ...connection, authorization: authorizationOf(account) };
}

function authorizationOf({ username, password }: Account): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * Sends one request to Gitea's API.
 *
 * @param call `GET /repos/acme/state-store`, below `/api/v1`
 * @throws ConnectionLost without an answer
 */
export async function callGitea(
  connection: GiteaConnection,
  call: string,
  body?: object,
): Promise<GiteaAnswer> {
  const [method, path] = call.split(' ') as [string, string];
  try {
    return await send({ method, path: `/api/v1${path}` }, connection, body);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ConnectionLost(`Gitea does not answer (${call}): ${error.message}`, { cause: error });
  }
}

/**
 * Sends one request to Gitea's API and expects success.
 *
 * @throws ActionableError with the status and message of Gitea
 */
export async function mustCallGitea(
  connection: GiteaConnection,
  call: string,
  body?: object,
): Promise<unknown> {
  const answer = await callGitea(connection, call, body);
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  const { message = 'no reason given' } = (answer.body ?? {}) as { message?: string };
  throw new ActionableError(`Gitea rejected the request (${call}): status ${answer.status}: ${message}`);
}

async function send(
  options: RequestOptions,
  { port, ca, authorization, agent }: GiteaConnection,
  body?: object,
): Promise<GiteaAnswer> {
  const sent = request({
    ...options,
    port,
    ca,
    host: '127.0.0.1',
    headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
    ...(agent === undefined ? {} : { agent }),
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject);
  });
  const answer = await text(response);
  const isJson = response.headers['content-type']?.includes('json') === true && answer !== '';
  return { status: response.statusCode ?? 0, body: isJson ? JSON.parse(answer) : undefined };
}
