import { Agent, type RequestOptions } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../errors.ts';
import { type ApiServerAccess, requestOptions, serverURL } from './api-server-access.ts';
import { type ApiRequest, type ApiResponse, exchange } from './exchange.ts';
import { ExchangeError } from './exchange-error.ts';

const maxAttempts = 4;

/** Milliseconds. */
const initialPause = 250;
const maxPause = 10_000;
const idleTimeout = 5_000;

/** Waits for a time in milliseconds, or until the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

/** Options of {@link connect}. */
export interface ConnectOptions {
  /** Aborts every request and every pause. */
  readonly signal: AbortSignal;
  /** Pause between two attempts. Defaults to a timer. */
  readonly wait?: Wait | undefined;
}

/** Client that reads from one API server. */
export interface ApiClient {
  /**
   * Sends a GET request; retries transient failures.
   *
   * @param path path from the server's root, with the query
   * @throws UnavailableError `ApiServerUnavailable` if the API server does not answer or its response is unusable
   */
  get<T>(path: string, apiRequest: ApiRequest<T>): Promise<ApiResponse<T>>;
  /** Closes the connections. */
  close(): void;
}

/**
 * Returns a client with the address, certificate authority and credentials of a configuration. It uses `node:https`, because
 * the clients of the Kubernetes package keep a whole page and its objects in memory at once.
 *
 * @throws UnavailableError `ApiServerUnavailable` if the configuration has no server or no readable credentials
 */
export async function connect(
  kubeConfig: ApiServerAccess,
  { signal, wait = timer }: ConnectOptions,
): Promise<ApiClient> {
  const { server, options } = await readConfiguration(kubeConfig);
  const get = <T>(path: string, apiRequest: ApiRequest<T>): Promise<ApiResponse<T>> => {
    const send = () => exchange(`${server}${path}`, apiRequest, { ...options, signal });
    return withRetries(send, { action: apiRequest.action, signal, wait });
  };
  return { get, close: () => (options.agent as Agent).destroy() };
}

async function withRetries<T>(
  send: () => Promise<T>,
  { action, signal, wait }: { action: string; signal: AbortSignal; wait: Wait },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      if (signal.aborted) throw unavailable(action, timeoutError(error));
      const pause = pauseAfter(error, attempt);
      if (pause === undefined) throw unavailable(action, error);
      await wait(pause, signal);
    }
  }
}

/** Returns the milliseconds until the next attempt; undefined if another attempt cannot help. */
function pauseAfter({ transient, retryAfter }: ExchangeError, attempt: number): number | undefined {
  const pause = retryAfter ?? initialPause * 2 ** (attempt - 1);
  return transient && attempt < maxAttempts && pause <= maxPause ? pause : undefined;
}

async function readConfiguration(
  kubeConfig: ApiServerAccess,
): Promise<{ server: string; options: RequestOptions }> {
  const action = 'Reading the address and credentials of the API server';
  const server = serverURL(kubeConfig);
  if (!server.startsWith('https://'))
    throw unavailable(action, new ExchangeError('the configuration has no https server'));
  try {
    // One connection: a TLS handshake takes longer than a list.
    const { headers, ...options } = await requestOptions(
      kubeConfig,
      new Agent({ keepAlive: true, maxSockets: 1 }),
    );
    const accept = 'application/json';
    return { server, options: { ...options, headers: { ...headers, accept }, timeout: idleTimeout } };
  } catch (error) {
    // The message of this error may quote the file.
    const { code = 'not readable' } = error as NodeJS.ErrnoException;
    throw unavailable(
      action,
      new ExchangeError(`cannot read the files or credentials of the configuration: ${code}`),
    );
  }
}

function unavailable(action: string, failure: ExchangeError): UnavailableError {
  return new UnavailableError('ApiServerUnavailable', `${action}: ${failure.message}`, {
    cause: failure.cause ?? failure,
  });
}

function timeoutError(cause: ExchangeError): ExchangeError {
  return new ExchangeError('no complete response within the time limit', { cause });
}

/** Waits until the signal is aborted; the next attempt then fails at once. */
async function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
