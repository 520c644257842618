import { problem, RequestError, UnavailableError } from '../errors.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { headers as names } from './constants.ts';
import { basicCredentials, type Credentials } from './credentials.ts';
import { type HttpResponse, isOutage } from './exchange.ts';
import { scopesToRequest } from './scope.ts';
import type { Transport } from './transport.ts';
import { parseTokenResponse } from './wire.ts';

/** Registry with the credentials to sign in. */
export interface SignIn {
  readonly registry: string;
  readonly credentials?: Credentials | undefined;
  /** Place for credentials, as messages name it. Defaults to a Docker config.json. */
  readonly credentialsPlace?: string | undefined;
  /** True if the Docker config.json keeps the credentials in a credential helper, which is not run. */
  readonly usesHelper?: boolean | undefined;
}

/** Repository to sign in to. Headers are kept for each scope. */
export interface SignInTarget extends SignIn {
  /** Scope of a token: `repository:<name>:pull`, https://distribution.github.io/distribution/spec/auth/scope/ */
  readonly scope: string;
  readonly signal: AbortSignal;
}

/** Sends a request with an `Authorization` header. */
export type SendAuthorized = (authorization: string) => Promise<HttpResponse>;

/** Creates `Authorization` headers from a registry's challenges. */
export interface Authorizer {
  /** Returns the unexpired header of an earlier challenge for the same scope. */
  readonly cached: (target: SignInTarget) => string | undefined;
  /** Returns true for a response that names its token server. */
  readonly namesTokenServer: (response: HttpResponse) => boolean;
  /**
   * Answers the challenges of a 401 response in their order, until the registry accepts a header.
   *
   * @param options.refused header that was just refused, if any
   * @returns the accepted response, or the last 401
   * @throws RequestError `RegistryRefused` if the token server refuses, `RegistryUnsafe` if its address is refused
   * @throws UnavailableError `RegistryUnavailable` if the token server does not answer
   */
  readonly answer: (
    response: HttpResponse,
    options: { target: SignInTarget; refused?: string | undefined; send: SendAuthorized },
  ) => Promise<HttpResponse>;
}

interface Grant {
  readonly header: string;
  readonly until: number;
}

/** One way to answer a challenge. */
interface Attempt {
  /** Equal for attempts with the same result. */
  readonly key: string;
  readonly grant: () => Promise<Grant>;
}

/** Options of {@link createAuthorizer}. */
export interface AuthorizerOptions {
  readonly transport: Transport;
  /** Clock in milliseconds, for the expiry of tokens. */
  readonly now: () => number;
}

/** Maximum size of a token response in bytes. */
const tokenLimit = 2 ** 20;
/** Milliseconds before its expiry at which a token is renewed, so that it does not expire in transit. */
const renewalMs = 5_000;

/** Creates the authorizer of a registry. It sends the credentials only to the registry and its token server. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const running = new Map<string, Promise<Grant>>();
  const granted = new Map<string, Grant>();
  const cached = ({ scope }: SignInTarget): string | undefined => {
    const grant = granted.get(scope);
    return grant && grant.until > options.now() ? grant.header : undefined;
  };
  /** Shares one token between concurrent requests. */
  const request = async ({ key, grant }: Attempt, { scope }: SignInTarget): Promise<string> => {
    const shared = running.get(key) ?? grant();
    running.set(key, shared);
    try {
      const { header, until } = await shared;
      granted.set(scope, { header, until });
      return header;
    } finally {
      if (running.get(key) === shared) running.delete(key);
    }
  };

  return {
    cached,
    namesTokenServer: (response) =>
      challengesOf(response).some(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm')),
    async answer(response, { target, refused, send }) {
      const attempts = attemptsFor(response, target, options);
      if (attempts.length === 0 && target.credentials) throw unsupportedChallenge(target);
      const tried = new Set([refused]);
      let last = response;
      let refusal: RequestError | undefined;
      const isAccepted = (): boolean => last.status !== 401 || last.url.origin !== response.url.origin;
      const attempt = async (header: string | undefined): Promise<void> => {
        if (header === undefined || tried.has(header)) return;
        tried.add(header);
        last = await send(header);
      };
      // A concurrent request may have received a token in the meantime.
      await attempt(cached(target));
      for (const next of attempts) {
        if (isAccepted()) return last;
        const header = await request(next, target).catch(refusalOf);
        if (typeof header === 'string') await attempt(header);
        else refusal ??= header;
      }
      if (last === response && refusal !== undefined) throw refusal;
      return last;
    },
  };
}

/** Returns the refusal of a token server, after which another challenge may help. Throws every other error. */
function refusalOf(error: unknown): RequestError {
  if (error instanceof RequestError && error.reason === 'RegistryRefused') return error;
  throw error;
}

function challengesOf({ headers }: HttpResponse): Challenge[] {
  return parseChallenges(headers[names.authenticate] ?? '');
}

/** Returns the ways to answer the challenges of a response, in their order, as far as the credentials match. */
function attemptsFor(response: HttpResponse, target: SignInTarget, options: AuthorizerOptions): Attempt[] {
  const { credentials, scope } = target;
  // Only the first challenge of each scheme is answered.
  const byScheme = new Map<string, Attempt[]>();
  for (const challenge of challengesOf(response)) {
    const { scheme } = challenge;
    if (byScheme.has(scheme)) continue;
    if (scheme === 'basic' && credentials && credentials.password !== '')
      byScheme.set(scheme, [fixedHeader(`Basic ${basicCredentials(credentials)}`, scope)]);
    if (scheme === 'bearer') byScheme.set(scheme, bearerAttempts(challenge, target, options));
  }
  return [...byScheme.values()].flat();
}

/** Returns the attempt with a header that needs no token server. */
function fixedHeader(header: string, scope: string): Attempt {
  const grant = { header, until: Number.POSITIVE_INFINITY };
  return { key: `${scope} ${header}`, grant: () => Promise.resolve(grant) };
}

function bearerAttempts(
  { parameters }: Challenge,
  target: SignInTarget,
  options: AuthorizerOptions,
): Attempt[] {
  const { registryToken } = target.credentials ?? {};
  if (registryToken !== undefined) return [fixedHeader(`Bearer ${registryToken}`, target.scope)];
  const realm = parameters.get('realm');
  if (realm === undefined) return [];
  const service = parameters.get('service');
  return scopesToRequest(target.scope, parameters.get('scope')).map((scopes) => ({
    key: JSON.stringify([target.scope, realm, service, scopes]),
    grant: () => requestToken({ realm, service, scopes }, target, options),
  }));
}

interface TokenRequest {
  readonly realm: string;
  readonly service: string | undefined;
  readonly scopes: readonly string[];
}

/** Requests a token (https://distribution.github.io/distribution/spec/auth/token/). */
async function requestToken(
  request: TokenRequest,
  target: SignInTarget,
  { transport, now }: AuthorizerOptions,
): Promise<Grant> {
  if (!URL.canParse(request.realm)) throw unsafeRealm(target.registry);
  const requestedAt = now();
  const response = await transport.send({
    ...tokenRequest(request, target.credentials),
    limit: tokenLimit,
    signal: target.signal,
  });
  if (response.status !== 200) throw tokenError(response, target);
  const token = parseTokenResponse(response.body);
  if (token === undefined) throw signInRefused(response, { target, answered: 'without a valid token' });
  return { header: `Bearer ${token.token}`, until: requestedAt + token.seconds * 1000 - renewalMs };
}

/** Creates a token request; with a refresh token, see https://distribution.github.io/distribution/spec/auth/oauth/. */
function tokenRequest(
  { realm, service, scopes }: TokenRequest,
  credentials: Credentials | undefined,
): {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: Uint8Array;
  hasSecretBody?: true;
} {
  const url = new URL(realm);
  if (credentials?.identityToken !== undefined) {
    const fields = new URLSearchParams({
      scope: scopes.join(' '),
      ...(service !== undefined && { service }),
      grant_type: 'refresh_token',
      client_id: 'infraforge',
      refresh_token: credentials.identityToken,
    });
    const headers = { [names.contentType]: 'application/x-www-form-urlencoded' };
    const body = new TextEncoder().encode(fields.toString());
    return { method: 'POST', url, headers, body, hasSecretBody: true };
  }
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const authorization = credentials && { [names.authorization]: `Basic ${basicCredentials(credentials)}` };
  return { method: 'GET', url, headers: { ...authorization } };
}

/** Returns the error for a response of a token server without a token: a refusal or an outage. */
function tokenError(response: HttpResponse, target: SignInTarget): Error {
  const { status, url } = response;
  if (!isOutage(status)) return signInRefused(response, { target, answered: `${status}` });
  const text = `Sign-in to "${target.registry}" failed: its token server "${url.host}" answered ${status}`;
  return new UnavailableError('RegistryUnavailable', text);
}

function signInRefused(
  { url }: HttpResponse,
  { target, answered }: { target: SignInTarget; answered: string },
): RequestError {
  const detail = `its token server "${url.host}" answered ${answered}, ${describeCredentials(target)}`;
  return new RequestError('RegistryRefused', [
    problem('', `Sign-in to "${target.registry}" failed: ${detail}`),
  ]);
}

function unsupportedChallenge({ registry, credentials }: SignInTarget): RequestError {
  const detail = `it asks neither for a password nor for a token; check the credentials of ${credentials?.source}`;
  return new RequestError('RegistryRefused', [problem('', `Sign-in to "${registry}" failed: ${detail}`)]);
}

function unsafeRealm(registry: string): RequestError {
  const text = `Sign-in to "${registry}" failed: its token server has no valid address`;
  return new RequestError('RegistryUnsafe', [problem('', text)]);
}

/** Describes the credentials of a refused request and the fix. */
export function describeCredentials({ registry, credentials, credentialsPlace, usesHelper }: SignIn): string {
  if (credentials)
    return `signed in with the credentials of ${credentials.source}; renew them or grant them read access`;
  const place =
    credentialsPlace ??
    (registry === 'ghcr.io' ? 'a Docker config.json or GITHUB_TOKEN' : 'a Docker config.json');
  if (usesHelper) {
    return `signed in anonymously, because credential helpers are not supported; add credentials of "${registry}" to "auths" in ${place}`;
  }
  return `signed in anonymously; add credentials of "${registry}" to ${place}, make the repository public, or check its name`;
}
