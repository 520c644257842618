import { isLoopbackHost, type ResolveHost } from './address-guard.ts';
import { createAuthorizer, describeCredentials } from './authorizer.ts';
import { manifestLimit } from './constants.ts';
import { type CredentialStore, hideCredentials } from './credentials.ts';
import type { HttpRequest, HttpResponse, OpenConnection } from './exchange.ts';
import { remoteRepository } from './remote-repository.ts';
import type { Repository } from './repository.ts';
import { createTransport, type TransferLimits } from './transport.ts';

/** Options of every access to a registry. */
export interface RegistryOptions {
  /** Defaults to anonymous access. */
  readonly credentials?: CredentialStore | undefined;
  /** Place for credentials, for messages: `Secret "x"`. Defaults to a Docker config.json. */
  readonly credentialsPlace?: string | undefined;
  /** PEM of private certificate authorities. */
  readonly ca?: string | undefined;
  readonly limits?: Partial<TransferLimits> | undefined;
  readonly resolveHost?: ResolveHost | undefined;
  readonly openConnection?: OpenConnection | undefined;
  /** Clock in milliseconds, for the expiry of tokens. */
  readonly now?: (() => number) | undefined;
}

/** Registry whose connections and tokens are shared by its repositories. */
export interface Registry {
  /**
   * Returns a repository of the registry.
   * @param options.signal aborts all requests of the repository; by default after `totalMs`
   * @param options.actions actions that tokens are requested for
   */
  readonly repository: (name: string, options?: RepositoryOptions) => Repository;
}

/** Options of {@link Registry.repository}. */
export interface RepositoryOptions {
  readonly signal?: AbortSignal;
  readonly actions?: 'pull' | 'pull,push';
}

/**
 * Opens a registry without sending a request.
 *
 * @param registry `host[:port]`
 * @param options.plainHTTP true to connect without TLS. Defaults to true for loopback only. There is no
 *   fallback between the two
 */
export function openRegistry(
  registry: string,
  options: RegistryOptions & { plainHTTP?: boolean | undefined } = {},
): Registry {
  const { plainHTTP = isLoopbackHost(registry), now = () => Date.now() } = options;
  const credentials = options.credentials?.(registry);
  const transport = createTransport({ ...options, registry, plainHTTP });
  const signIn = { registry, credentials, credentialsPlace: options.credentialsPlace };
  const authorizer = createAuthorizer({ ...signIn, transport, now });
  const base = new URL(`${plainHTTP ? 'http' : 'https'}://${registry}`);

  const sendAuthorized = async (request: HttpRequest, scope: string): Promise<HttpResponse> => {
    const send = (authorization: string | undefined): Promise<HttpResponse> =>
      transport.send({
        ...request,
        headers: { ...request.headers, ...(authorization && { authorization }) },
      });
    const target = { text: scope, signal: request.signal };
    const cached = request.url.origin === base.origin ? authorizer.cached(target) : undefined;
    const response = await send(cached);
    // A redirect may lead to the challenge of another host.
    if (response.status !== 401 || response.url.origin !== base.origin) return response;
    const answer = await authorizer.answer(response, { ...target, refused: cached });
    return answer === undefined ? response : send(answer);
  };

  return {
    repository: (name, { signal = AbortSignal.timeout(transport.limits.totalMs), actions = 'pull' } = {}) => {
      const scope = `repository:${name}:${actions}`;
      return remoteRepository({
        what: `${registry}/${name}`,
        root: new URL(`/v2/${name}/`, base),
        send: (request) =>
          sendAuthorized({ limit: manifestLimit, ...request, signal }, scope).catch((error: unknown) => {
            throw hideCredentials(error, credentials);
          }),
        advice: describeCredentials(signIn),
      });
    },
  };
}
