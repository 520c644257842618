import { type Agent, type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { ActionableError } from '../../../shared/errors.ts';
import { ConnectionLost } from '../through-port.ts';

/** How Gitea's API is reached, and as whom. */
export interface GiteaConnection {
  /** A port of this machine that leads there. */
  readonly port: number;
  /** PEM of the authority of its certificate. */
  readonly ca: string;
  readonly authorization: string;
  /** Keeps one connection for all requests: a forwarded port does not like many. */
  readonly agent?: Agent;
}

/** What Gitea answered: a status, and a body where it is JSON. */
export interface GiteaAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Milliseconds for one answer. */
const patience = 30_000;

/** The value of a header that signs in with a password. */
export function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * Asks Gitea's API once.
 *
 * @param call `GET /repos/acme/state-store`, below `/api/v1`
 * @throws ConnectionLost where it does not answer
 */
export async function ask(connection: GiteaConnection, call: string, body?: object): Promise<GiteaAnswer> {
  const [method, path] = call.split(' ') as [string, string];
  try {
    return await send({ method, path: `/api/v1${path}` }, connection, body);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ConnectionLost(`Ask Gitea (${call}): ${error.message}`, { cause: error });
  }
}

/**
 * Asks, and takes no for a failure.
 *
 * @throws ActionableError with the status and what Gitea says
 */
export async function demand(connection: GiteaConnection, call: string, body?: object): Promise<unknown> {
  const answer = await ask(connection, call, body);
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  const { message = 'it does not say why' } = (answer.body ?? {}) as { message?: string };
  throw new ActionableError(`Ask Gitea (${call}): status ${answer.status}: ${message}`);
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
    signal: AbortSignal.timeout(patience),
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject);
  });
  const answer = await text(response);
  const isJson = response.headers['content-type']?.includes('json') === true && answer !== '';
  return { status: response.statusCode ?? 0, body: isJson ? JSON.parse(answer) : undefined };
}
