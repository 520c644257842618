import { problem, RequestError, UnavailableError } from '../errors.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { headers as names } from './constants.ts';
import { basicCredentials, type Credentials } from './credentials.ts';
import type { HttpResponse } from './exchange.ts';
import type { Transport } from './transport.ts';
import { parseBody, TokenResponse } from './wire.ts';

/** Scope of a token: `repository:<name>:pull`, https://distribution.github.io/distribution/spec/auth/scope/ */
export interface Scope {
  readonly text: string;
  readonly signal: AbortSignal;
  /** Header that was just refused, if any. */
  readonly refused?: string | undefined;
}

/** Creates `Authorization` headers from a registry's challenges. */
export interface Authorizer {
  /** Returns the unexpired header of an earlier challenge for this scope. */
  readonly cached: (scope: Scope) => string | undefined;
  /**
   * Creates the header for a 401 response; undefined if no challenge matches the credentials.
   *
   * @throws RequestError `RegistryRefused` if the token server refuses, `RegistryUnsafe` if its address is refused
   * @throws UnavailableError `RegistryUnavailable` if the token server does not answer
   */
  readonly answer: (response: HttpResponse, scope: Scope) => Promise<string | undefined>;
}

/** Registry with the credentials to sign in. */
export interface SignIn {
  readonly registry: string;
  readonly credentials?: Credentials | undefined;
  /** Place for credentials, as messages name it. Defaults to a Docker config.json. */
  readonly credentialsPlace?: string | undefined;
}

/** Options of {@link createAuthorizer}. */
export interface AuthorizerOptions extends SignIn {
  readonly transport: Transport;
  /** Clock in milliseconds, for the expiry of tokens. */
  readonly now: () => number;
}

interface Grant {
  readonly header: string;
  readonly until: number;
}

/** Maximum size of a token response in bytes. */
const tokenLimit = 2 ** 20;
/** Milliseconds before its expiry at which a token is renewed, so that it does not expire in transit. */
const renewalMs = 5_000;

/** Creates the authorizer of a registry. It sends the credentials only to the registry and its token server. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const grants = new Map<string, Promise<Grant | undefined>>();
  const settled = new Map<string, Grant>();
  const cached = ({ text, refused }: Scope): string | undefined => {
    const grant = settled.get(text);
    return grant && grant.until > options.now() && grant.header !== refused ? grant.header : undefined;
  };
  const request = async (response: HttpResponse, scope: Scope): Promise<string | undefined> => {
    const running = grants.get(scope.text) ?? requestGrant(response, scope, options);
    grants.set(scope.text, running);
    try {
      const grant = await running;
      if (grant) settled.set(scope.text, grant);
      return grant?.header;
    } finally {
      grants.delete(scope.text);
    }
  };
  // A concurrent request may have received a token in the meantime.
  return { cached, answer: async (response, scope) => cached(scope) ?? request(response, scope) };
}

async function requestGrant(
  { headers }: HttpResponse,
  scope: Scope,
  options: AuthorizerOptions,
): Promise<Grant | undefined> {
  const challenges = parseChallenges(headers[names.authenticate] ?? '');
  const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
  if (bearer) return requestToken(bearer, scope, options);
  const { credentials } = options;
  const isBasic = challenges.some(({ scheme }) => scheme === 'basic');
  return isBasic && credentials ? { header: basic(credentials), until: Number.POSITIVE_INFINITY } : undefined;
}

/** Requests a token (https://distribution.github.io/distribution/spec/auth/token/). */
async function requestToken(
  { parameters }: Challenge,
  scope: Scope,
  options: AuthorizerOptions,
): Promise<Grant> {
  const { registry, credentials, transport, now } = options;
  const realm = parameters.get('realm') ?? '';
  if (!URL.canParse(realm)) throw unsafeRealm(registry);
  const fields = new URLSearchParams({ scope: scope.text });
  const service = parameters.get('service');
  if (service !== undefined) fields.set('service', service);
  const requestedAt = now();
  const response = await transport.send({
    ...tokenRequest(new URL(realm), { fields, credentials }),
    limit: tokenLimit,
    signal: scope.signal,
  });
  if (response.status !== 200) throw tokenRefused(response, options);
  const {
    token,
    access_token,
    expires_in = 60,
  } = parseBody(response.body, {
    schema: TokenResponse,
    what: `the token response of "${response.url.host}"`,
  });
  return {
    header: `Bearer ${token ?? access_token ?? ''}`,
    until: requestedAt + expires_in * 1000 - renewalMs,
  };
}

/** Creates a token request; with a refresh token, see https://distribution.github.io/distribution/spec/auth/oauth/. */
function tokenRequest(
  realm: URL,
  { fields, credentials }: { fields: URLSearchParams; credentials: Credentials | undefined },
): { method: 'GET' | 'POST'; url: URL; headers: Record<string, string>; body?: Uint8Array } {
  if (credentials?.identityToken !== undefined) {
    fields.set('grant_type', 'refresh_token');
    fields.set('client_id', 'infraforge');
    fields.set('refresh_token', credentials.identityToken);
    const headers = { [names.contentType]: 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, body: new TextEncoder().encode(fields.toString()) };
  }
  const url = new URL(realm);
  for (const [name, value] of fields) url.searchParams.set(name, value);
  return { method: 'GET', url, headers: credentials ? { [names.authorization]: basic(credentials) } : {} };
}

/** Creates a Basic header (RFC 7617). */
function basic(credentials: Credentials): string {
  return `Basic ${basicCredentials(credentials)}`;
}

function tokenRefused({ status, url }: HttpResponse, signIn: SignIn): Error {
  const { registry } = signIn;
  if (status === 429 || status >= 500) {
    const text = `Sign-in to "${registry}" failed: its token server "${url.host}" answered ${status}`;
    return new UnavailableError('RegistryUnavailable', text);
  }
  const detail = `its token server "${url.host}" answered ${status}, ${describeCredentials(signIn)}`;
  return new RequestError('RegistryRefused', [problem('', `Sign-in to "${registry}" failed: ${detail}`)]);
}

function unsafeRealm(registry: string): RequestError {
  const text = `Sign-in to "${registry}" failed: its token server has no valid address`;
  return new RequestError('RegistryUnsafe', [problem('', text)]);
}

/** Describes the credentials of a refused request and the fix. */
export function describeCredentials({ registry, credentials, credentialsPlace }: SignIn): string {
  if (credentials)
    return `signed in with the credentials of ${credentials.source}; renew them or grant them read access`;
  const place =
    credentialsPlace ??
    (registry === 'ghcr.io' ? 'a Docker config.json or GITHUB_TOKEN' : 'a Docker config.json');
  return `signed in anonymously; add credentials of "${registry}" to ${place}, or make the repository public`;
}
