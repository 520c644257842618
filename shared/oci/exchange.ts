import { createHash } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import { createSecureContext, rootCertificates } from 'node:tls';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import { type AddressGuard, ForbiddenAddress } from './address-guard.ts';
import { headers as names } from './constants.ts';

/** One HTTP request. Bodies are held whole, so that a request can be sent again with credentials. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Bytes of the answer's body after which reading stops and the answer is refused. */
  readonly limit: number;
  /** Ends everything that is done for this request, pauses and repetitions included. */
  readonly signal: AbortSignal;
}

/** Its answer, read whole. */
export interface HttpResponse {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** `sha256:…` of the body, computed while it arrived. */
  readonly digest: string;
}

/** Sends one request over one connection: no redirect, no repetition. */
export type Exchange = (request: HttpRequest) => Promise<HttpResponse>;

/** Options of {@link connect}. */
export interface ConnectOptions {
  readonly guard: AddressGuard;
  /**
   * PEM of certificate authorities that are trusted beside the public ones. Without it Node's own trust holds,
   * NODE_EXTRA_CA_CERTS included; with it that variable is not read.
   */
  readonly ca?: string;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly idleMs: number;
}

/**
 * HTTP over `node:http` and `node:https`. Not the global `fetch`: that takes neither a certificate authority nor
 * a look-up of our own, and the addresses can be checked only where the connection is made.
 * Connections are kept for the next request and never keep the process alive.
 */
export function connect({ guard, ca, idleMs }: ConnectOptions): Exchange {
  const plain = new http.Agent({ keepAlive: true });
  const secureContext = ca === undefined ? undefined : createSecureContext({ ca: [...rootCertificates, ca] });
  const secure = new https.Agent({ keepAlive: true, ...(secureContext && { secureContext }) });
  return async (request) => {
    const { url, method, headers = {}, body, signal } = request;
    const options = { method, signal, lookup: guard.lookup, headers: { ...headers, ...lengthOf(body) } };
    try {
      guard.check(url);
      const outgoing =
        url.protocol === 'https:'
          ? https.request(url, { ...options, agent: secure })
          : http.request(url, { ...options, agent: plain });
      outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error('ETIMEDOUT', { cause: 'idle' })));
      return await receive(outgoing, request);
    } catch (error) {
      throw explain(error, request);
    }
  };
}

function lengthOf(body: Uint8Array | undefined): Record<string, string> {
  return body ? { [names.contentLength]: String(body.length) } : {};
}

function receive(
  outgoing: http.ClientRequest,
  { url, method, body, limit }: HttpRequest,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.once('response', (incoming) => {
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

/** True for a failure after which the same request may succeed at once: the connection broke. */
export function isBroken(error: unknown): boolean {
  return error instanceof UnavailableError && ['ECONNRESET', 'EPIPE'].includes(codeOf(error.cause));
}

/**
 * Address of a request without what may be secret in it: user information, the query of a signed URL, and any
 * path but those of the distribution spec.
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
  const detail = signal.aborted ? 'no complete answer in the time that is given' : describe(codeOf(error));
  return new UnavailableError('RegistryUnavailable', `${action}: ${detail}`, { cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return String((error as NodeJS.ErrnoException).code ?? error.message);
}

function describe(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the host name does not resolve (${code})`;
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code === 'ETIMEDOUT') return 'the connection is silent';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection broke off';
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'it does not speak TLS there';
  if (/CERT|ISSUER|SIGNATURE|ALTNAME/.test(code)) {
    return `its certificate is not trusted (${code}); a private certificate authority has to be given`;
  }
  return `the connection failed (${code.slice(0, 64)})`;
}
