import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { connectionError, ExchangeError, statusError } from './exchange-error.ts';
import { MalformedResponse } from './read-list.ts';

/** Response that the caller can use; any other is an error. */
export type ApiResponse<T> =
  | { readonly status: 200; readonly body: T }
  | { readonly status: 404 }
  | { readonly status: 410 };

/** GET request, with the reader of its response. */
export interface ApiRequest<T> {
  /** Beginning of a message: `Listing "redises.platform.infraforge.io"`. */
  readonly action: string;
  /** End of a message: the permission that the service account needs. */
  readonly permission: string;
  /** Parses the body. */
  readonly read: (body: AsyncIterable<Buffer>) => Promise<T>;
}

/**
 * Sends a GET request and reads its response.
 *
 * @param options.timeout milliseconds without data after which the connection is closed
 * @throws ExchangeError if there is no response, or an unusable one
 */
export async function exchange<T>(
  url: string,
  { permission, read }: ApiRequest<T>,
  options: RequestOptions,
): Promise<ApiResponse<T>> {
  const response = await send(url, options);
  const { statusCode: status, headers } = response;
  if (status === 200 && /^application\/json\b/.test(headers['content-type'] ?? '')) {
    return { status, body: await readBody(response, read) };
  }
  response.destroy();
  if (status === 404 || status === 410) return { status };
  if (status === 200) throw new ExchangeError('the response is not JSON; it may come from a proxy');
  throw statusError(response, permission);
}

/** Sends a request; resolves as soon as the status is known. */
async function send(url: string, options: RequestOptions): Promise<IncomingMessage> {
  try {
    return await new Promise((resolve, reject) => {
      const outgoing = request(url, options, (response) => {
        outgoing.on('timeout', () => response.destroy(idleError(options.timeout)));
        resolve(response);
      });
      outgoing.on('timeout', () => outgoing.destroy(idleError(options.timeout)));
      outgoing.on('error', reject);
      // Without effect after a response. Otherwise the server switched to another protocol.
      outgoing.on('close', () => reject(new ExchangeError('the connection ended without a response'))).end();
    });
  } catch (error) {
    throw connectionError(error);
  }
}

async function readBody<T>(response: IncomingMessage, read: ApiRequest<T>['read']): Promise<T> {
  try {
    return await read(readBytes(response));
  } catch (error) {
    if (error instanceof MalformedResponse)
      throw new ExchangeError(`the response is malformed: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Converts errors of the connection to an ExchangeError, but not those of the reader. */
async function* readBytes(response: IncomingMessage): AsyncIterable<Buffer> {
  try {
    yield* response;
  } catch (error) {
    throw connectionError(error);
  }
}

function idleError(milliseconds = 0): ExchangeError {
  return new ExchangeError(`no data for ${milliseconds / 1000} s`, { transient: true });
}
