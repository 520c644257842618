import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { connectionFailure, Failure, statusFailure } from './failure.ts';
import { MalformedAnswer } from './read-list.ts';

/** An answer of which the caller makes something; every other one is a failure. */
export type Answer<T> =
  | { readonly status: 200; readonly body: T }
  | { readonly status: 404 }
  | { readonly status: 410 };

/** Question to the API server, and the reader of its answer. */
export interface Question<T> {
  /** Action, as a message begins: `Listing "redises.platform.infraforge.io"`. */
  readonly action: string;
  /** Permission that a service account needs for it, as a message ends. */
  readonly permission: string;
  /** Makes the body out of its bytes. */
  readonly read: (body: AsyncIterable<Buffer>) => Promise<T>;
}

/**
 * One GET and its answer.
 *
 * @param options.timeout milliseconds without a byte after which the connection is given up
 * @throws Failure where there is no answer, or none of which anything can be made
 */
export async function exchange<T>(
  url: string,
  { permission, read }: Question<T>,
  options: RequestOptions,
): Promise<Answer<T>> {
  const response = await send(url, options);
  const { statusCode: status, headers } = response;
  if (status === 200 && /^application\/json\b/.test(headers['content-type'] ?? '')) {
    return { status, body: await readBody(response, read) };
  }
  response.destroy();
  if (status === 404 || status === 410) return { status };
  if (status === 200) throw new Failure('the answer is no JSON, as from a proxy in between');
  throw statusFailure(response, permission);
}

/** Resolves as soon as the status is known. */
async function send(url: string, options: RequestOptions): Promise<IncomingMessage> {
  try {
    return await new Promise((resolve, reject) => {
      const outgoing = request(url, options, (response) => {
        outgoing.on('timeout', () => response.destroy(idle(options.timeout)));
        resolve(response);
      });
      outgoing.on('timeout', () => outgoing.destroy(idle(options.timeout)));
      outgoing.on('error', reject);
      // after a response this changes nothing; without one, the server switched to another protocol
      outgoing.on('close', () => reject(new Failure('the connection ended without an answer'))).end();
    });
  } catch (error) {
    throw connectionFailure(error);
  }
}

async function readBody<T>(response: IncomingMessage, read: Question<T>['read']): Promise<T> {
  try {
    return await read(bytesOf(response));
  } catch (error) {
    if (error instanceof MalformedAnswer)
      throw new Failure(`the answer is malformed: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Only what the connection throws becomes a failure; what the reader throws stays what it is. */
async function* bytesOf(response: IncomingMessage): AsyncIterable<Buffer> {
  try {
    yield* response;
  } catch (error) {
    throw connectionFailure(error);
  }
}

function idle(milliseconds = 0): Failure {
  return new Failure(`no byte came for ${milliseconds / 1000} s`, { passing: true });
}
