import { setTimeout as pause } from 'node:timers/promises';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import { guardAddresses, type ResolveHost } from './address-guard.ts';
import { headers as names } from './constants.ts';
import {
  connect,
  type Exchange,
  type HttpRequest,
  type HttpResponse,
  isBroken,
  isOutage,
  type OpenConnection,
  printURL,
} from './exchange.ts';

/** Times in milliseconds and numbers of tries; every wait has an end. */
export interface TransferLimits {
  /** Silence on a connection. */
  readonly idleMs: number;
  /** One chart or one push as a whole, with its tokens, redirects and repetitions. */
  readonly totalMs: number;
  /** Repetitions of a GET or HEAD after 408, 429, 5xx or a broken connection. */
  readonly retries: number;
  /** First pause before a retry; later pauses double. */
  readonly pauseMs: number;
  /** Maximum pause of a registry's Retry-After. For a longer one, the workflow retries the request. */
  readonly maxPauseMs: number;
  readonly redirects: number;
}

/** Default limits. */
export const transferLimits: TransferLimits = {
  idleMs: 3_000,
  totalMs: 20_000,
  retries: 2,
  pauseMs: 250,
  maxPauseMs: 5_000,
  redirects: 5,
};

/** Options of {@link createTransport}. */
export interface TransportOptions {
  /** `host[:port]` of the registry on whose behalf everything is sent. */
  readonly registry: string;
  /** True if the registry is accessed without TLS, and may redirect to hosts without TLS. */
  readonly plainHTTP: boolean;
  /** PEM of certificate authorities to trust in addition to the public ones. */
  readonly ca?: string | undefined;
  readonly limits?: Partial<TransferLimits> | undefined;
  readonly resolveHost?: ResolveHost | undefined;
  readonly openConnection?: OpenConnection | undefined;
}

/** Sends requests and follows redirects, under the rules of one registry. */
export interface Transport {
  readonly limits: TransferLimits;
  /**
   * Returns the response, whatever its status; 408, 429 and 5xx after the last retry.
   * @throws RequestError `RegistryUnsafe` for a refused target, `InvalidChart` for an endless response
   * @throws UnavailableError `RegistryUnavailable` if there is no response in time
   */
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
}

/** Creates the transport of one registry. */
export function createTransport({
  registry,
  plainHTTP,
  ca,
  limits: overrides,
  resolveHost,
  openConnection,
}: TransportOptions): Transport {
  const limits = { ...transferLimits, ...overrides };
  const guard = guardAddresses(registry, resolveHost);
  const exchange = connect({ guard, idleMs: limits.idleMs, openConnection, ...(ca !== undefined && { ca }) });
  const follow = (request: HttpRequest): Promise<HttpResponse> =>
    followRedirects(request, { exchange, plainHTTP, redirects: limits.redirects });
  return { limits, send: (request) => sendWithRetries(request, { send: follow, limits }) };
}

/** Retries only safe methods that read (RFC 9110, section 9.2.2). */
async function sendWithRetries(
  request: HttpRequest,
  { send, limits }: { send: Exchange; limits: TransferLimits },
): Promise<HttpResponse> {
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  for (let retry = 0; ; retry += 1) {
    const isLast = !isSafe || retry >= limits.retries;
    const ownPause = limits.pauseMs * 2 ** retry;
    try {
      const response = await send(request);
      if (isLast || !isTransient(response.status)) return response;
      await pauseBeforeRetry(Math.max(ownPause, retryAfterPause(response, limits)), request);
    } catch (error) {
      if (isLast || !isBroken(error)) throw error;
      await pauseBeforeRetry(ownPause, request);
    }
  }
}

function isTransient(status: number): boolean {
  return isOutage(status) && status !== 501 && status !== 505;
}

async function pauseBeforeRetry(milliseconds: number, { url, signal }: HttpRequest): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch((cause: unknown) => {
    const text = `Read of "${printURL(url)}" failed: no successful response in time`;
    throw new UnavailableError('RegistryUnavailable', text, { cause });
  });
}

/**
 * Returns the milliseconds until the time in Retry-After, which has seconds or a date (RFC 9110, section 10.2.3).
 *
 * @throws UnavailableError `RegistryUnavailable` if that is longer than the maximum pause
 */
function retryAfterPause({ headers, url, status }: HttpResponse, { maxPauseMs }: TransferLimits): number {
  const retryAfter = headers[names.retryAfter];
  if (retryAfter === undefined) return 0;
  const milliseconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - Date.now();
  if (milliseconds > maxPauseMs) {
    const text = `Read of "${printURL(url)}" failed: ${status}, try again in ${Math.ceil(milliseconds / 1000)} s`;
    throw new UnavailableError('RegistryUnavailable', text);
  }
  return Math.max(0, milliseconds || 0);
}

/** Follows redirects itself, because each hop is checked and loses the credentials of the previous one. */
async function followRedirects(
  first: HttpRequest,
  { exchange, plainHTTP, redirects }: { exchange: Exchange; plainHTTP: boolean; redirects: number },
): Promise<HttpResponse> {
  let request = first;
  checkTarget(first.url, { from: first.url, plainHTTP });
  for (let hop = 0; hop <= redirects; hop += 1) {
    const response = await exchange(request);
    const location = response.headers[names.location];
    if (!isRedirect(response.status, request.method) || location === undefined) return response;
    const target = URL.canParse(location, request.url.href) ? new URL(location, request.url) : undefined;
    if (!target) throw unsafe(request.url, 'it redirects to an invalid address');
    checkTarget(target, { from: request.url, plainHTTP });
    if (request.hasSecretBody && target.origin !== request.url.origin)
      throw unsafe(request.url, `it redirects a request with credentials to "${target.host}"`);
    request = { ...request, url: target, headers: headersFor(target, request) };
  }
  throw unsafe(first.url, `it redirects more than ${redirects} times`);
}

function isRedirect(status: number, method: HttpRequest['method']): boolean {
  const keepsMethod = status === 307 || status === 308;
  return keepsMethod || (method !== 'POST' && method !== 'PUT' && [301, 302, 303].includes(status));
}

function checkTarget(target: URL, { from, plainHTTP }: { from: URL; plainHTTP: boolean }): void {
  if (target.username !== '' || target.password !== '')
    throw unsafe(from, 'it points to an address with a user in it');
  if (target.protocol === 'https:') return;
  if (target.protocol !== 'http:') throw unsafe(from, `it points to a "${target.protocol}" address`);
  if (!plainHTTP)
    throw unsafe(from, `it points to "${target.host}" without TLS, and plain HTTP is not allowed`);
  if (from.protocol === 'https:') throw unsafe(from, `it redirects from https to http at "${target.host}"`);
}

function headersFor(target: URL, { url, headers = {} }: HttpRequest): Record<string, string> {
  const { [names.authorization]: authorization, ...others } = headers;
  return authorization !== undefined && target.origin === url.origin ? { ...others, authorization } : others;
}

function unsafe(url: URL, detail: string): RequestError {
  return new RequestError('RegistryUnsafe', [
    problem('', `Request to "${printURL(url)}" is refused: ${detail}`),
  ]);
}
