import { Agent, type RequestOptions } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../errors.ts';
import { type ApiServerAccess, requestOptions, serverOf } from './api-server-access.ts';
import { type Answer, exchange, type Question } from './exchange.ts';
import { Failure } from './failure.ts';

const attempts = 4;
const firstPause = 250;
const longestPause = 10_000;
const longestSilence = 5_000;

/** Waits that many milliseconds, or until the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

/** Options of a connection. */
export interface ConnectOptions {
  /** Ends every request and every pause. */
  readonly signal: AbortSignal;
  /** Between two attempts. Default: a timer. */
  readonly wait?: Wait | undefined;
}

/** Reads from one API server. */
export interface ApiClient {
  /**
   * One GET, tried again a few times where that can help.
   *
   * @param path from the server's root, with its query
   * @throws UnavailableError `ApiServerUnavailable` where there is no answer, or none of which anything can be made
   */
  get<T>(path: string, question: Question<T>): Promise<Answer<T>>;
  /** Closes the connections. */
  close(): void;
}

/**
 * A client with the address, the trust and the credentials of a configuration. The requests themselves go over
 * `node:https`, because the package's own clients hold a whole page and its objects in memory at once.
 *
 * @throws UnavailableError `ApiServerUnavailable` where the configuration names no server or no readable credentials
 */
export async function connect(
  kubeConfig: ApiServerAccess,
  { signal, wait = timer }: ConnectOptions,
): Promise<ApiClient> {
  const { server, options } = await readConfiguration(kubeConfig);
  const get = async <T>(path: string, question: Question<T>): Promise<Answer<T>> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await exchange(`${server}${path}`, question, { ...options, signal });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const pause = error.retryAfter ?? firstPause * 2 ** (attempt - 1);
        const mayHelp = error.passing && attempt < attempts && pause <= longestPause && !signal.aborted;
        if (!mayHelp) throw unavailable(question.action, signal.aborted ? timedOut(error) : error);
        await wait(pause, signal);
      }
    }
  };
  return { get, close: () => (options.agent as Agent).destroy() };
}

async function readConfiguration(
  kubeConfig: ApiServerAccess,
): Promise<{ server: string; options: RequestOptions }> {
  const action = 'Reading the address and credentials of the API server';
  const server = serverOf(kubeConfig);
  if (!server.startsWith('https://'))
    throw unavailable(action, new Failure('the configuration names no https server'));
  try {
    const { headers, ...options } = await requestOptions(kubeConfig, new Agent({ keepAlive: true }));
    const accept = 'application/json';
    return { server, options: { ...options, headers: { ...headers, accept }, timeout: longestSilence } };
  } catch (error) {
    // no text of this error: it may quote the file
    const { code = 'not readable' } = error as NodeJS.ErrnoException;
    throw unavailable(action, new Failure(`the configuration's files or credentials: ${code}`));
  }
}

function unavailable(action: string, failure: Failure): UnavailableError {
  return new UnavailableError('ApiServerUnavailable', `${action}: ${failure.message}`, {
    cause: failure.cause ?? failure,
  });
}

function timedOut(cause: Failure): Failure {
  return new Failure('no complete answer in the time given', { cause });
}

/** Ends early when the signal is aborted; the next attempt then finds it so. */
async function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
