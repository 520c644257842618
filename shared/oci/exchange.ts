import { createHash } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import { createSecureContext, rootCertificates } from 'node:tls';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import { type AddressGuard, ForbiddenAddress } from './address-guard.ts';
import { headers as names } from './constants.ts';

/** HTTP request with its whole body, so that it can be sent again with credentials. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Maximum bytes of the response's body; a longer response is refused. */
  readonly limit: number;
  /** Aborts the request, including pauses and retries. */
  readonly signal: AbortSignal;
  /** True if the body contains credentials, so that a redirect to another host is refused. */
  readonly hasSecretBody?: boolean;
}

/** HTTP response with its whole body. */
export interface HttpResponse {
  /** URL of the response, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** `sha256:…` of the body. */
  readonly digest: string;
}

/** Sends one request over one connection, without redirects or retries. */
export type Exchange = (request: HttpRequest) => Promise<HttpResponse>;

/** Options of {@link connect}. */
export interface ConnectOptions {
  readonly guard: AddressGuard;
  /**
   * PEM of certificate authorities to trust in addition to the public ones. Defaults to those of Node, including
   * NODE_EXTRA_CA_CERTS, which is ignored if this option is set.
   */
  readonly ca?: string;
  /** Milliseconds without a byte after which a connection is closed. */
  readonly idleMs: number;
  /** Opens the connection of a request. Defaults to TCP, with TLS for https. */
  readonly openConnection?: OpenConnection | undefined;
}

/** Opens a connection to `host` and `port`, as `createConnection` of `node:http` does. */
export type OpenConnection = (options: http.ClientRequestArgs) => Duplex;

/**
 * Returns an exchange over `node:http` and `node:https`. The global `fetch` supports neither a certificate authority
 * nor a lookup function, which checks the addresses. Connections are reused and never keep the process alive.
 */
export function connect({ guard, ca, idleMs, openConnection }: ConnectOptions): Exchange {
  const plain = new http.Agent({ keepAlive: true });
  const secureContext = ca === undefined ? undefined : createSecureContext({ ca: [...rootCertificates, ca] });
  const secure = new https.Agent({ keepAlive: true, ...(secureContext && { secureContext }) });
  return async (request) => {
    const { url, method, headers = {}, body, signal } = request;
    const options = {
      method,
      signal,
      lookup: guard.lookup,
      ...(openConnection && { createConnection: openConnection }),
      headers: { ...headers, ...contentLengthHeader(body) },
    };
    try {
      guard.check(url);
      const outgoing =
        url.protocol === 'https:'
          ? https.request(url, { ...options, ...(openConnection ? {} : { agent: secure }) })
          : http.request(url, { ...options, ...(openConnection ? {} : { agent: plain }) });
      outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error('ETIMEDOUT', { cause: 'idle' })));
      return await receive(outgoing, request);
    } catch (error) {
      throw explain(error, request);
    }
  };
}

function contentLengthHeader(body: Uint8Array | undefined): Record<string, string> {
  return body ? { [names.contentLength]: String(body.length) } : {};
}

function receive(
  outgoing: http.ClientRequest,
  { url, method, body, limit }: HttpRequest,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let hasResponse = false;
    outgoing.on('error', reject);
    // Without an error, as after a switch to another protocol.
    outgoing.once('close', () => hasResponse || reject(new Error('ECONNRESET')));
    outgoing.once('response', (incoming) => {
      hasResponse = true;
      readBody(incoming, method === 'HEAD' ? 0 : limit)
        .then((read) => {
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
          );
          resolve({ url, status: incoming.statusCode ?? 0, headers, ...read });
        })
        .catch((error: unknown) => {
          outgoing.destroy();
          reject(error);
        });
    });
    outgoing.end(body);
  });
}

async function readBody(
  incoming: http.IncomingMessage,
  limit: number,
): Promise<Pick<HttpResponse, 'body' | 'digest'>> {
  const chunks: Uint8Array[] = [];
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > limit)
      throw new RequestError('InvalidChart', [problem('', `it sent more than ${limit} bytes`)]);
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks), digest: `sha256:${hash.digest('hex')}` };
}

/** Returns true for a transient status: a timeout, too many requests, or a server error. */
export function isOutage(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Returns true for a broken connection: the same request may succeed at once. */
export function isBroken(error: unknown): boolean {
  return (
    error instanceof UnavailableError && ['ECONNRESET', 'EPIPE'].includes(connectionErrorCode(error.cause))
  );
}

/**
 * Prints the address of a request without parts that may be secret: user information, the query of a signed URL, and
 * paths other than those of the distribution spec.
 */
export function printURL({ protocol, host, pathname }: URL): string {
  if (protocol !== 'https:' && protocol !== 'http:') return protocol;
  return `${protocol}//${host}${pathname.startsWith('/v2/') ? pathname : '/…'}`;
}

function explain(error: unknown, { url, method, signal }: HttpRequest): Error {
  const action = `${method} "${printURL(url)}" failed`;
  if (error instanceof RequestError) {
    return new RequestError(error.reason, [problem('', `${action}: ${error.message}`)]);
  }
  if (error instanceof ForbiddenAddress) {
    return new RequestError('RegistryUnsafe', [problem('', `${action}: ${error.message}`)], { cause: error });
  }
  const detail = signal.aborted
    ? 'no complete response within the time limit'
    : describe(connectionErrorCode(error));
  return new UnavailableError('RegistryUnavailable', `${action}: ${detail}`, { cause: error });
}

function connectionErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return String((error as NodeJS.ErrnoException).code ?? error.message);
}

function describe(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the host name does not resolve (${code})`;
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code === 'ETIMEDOUT') return 'the connection timed out';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection was closed';
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'the port does not support TLS';
  if (/CERT|ISSUER|SIGNATURE|ALTNAME/.test(code)) {
    return `its certificate is not trusted (${code}); configure its certificate authority`;
  }
  return `the connection failed (${code.slice(0, 64)})`;
}
