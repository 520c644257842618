import { isLoopbackHost, type ResolveHost } from './address-guard.ts';
import { createAuthorizer, describeCredentials, type SignInTarget } from './authorizer.ts';
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
  const transport = createTransport({ ...options, registry, plainHTTP });
  const authorizer = createAuthorizer({ transport, now });
  const base = new URL(`${plainHTTP ? 'http' : 'https'}://${registry}`);
  // A redirect may lead to the challenge of another host.
  const isChallenge = ({ status, url }: HttpResponse): boolean =>
    status === 401 && url.origin === base.origin;

  const sendAuthorized = async (request: HttpRequest, target: SignInTarget): Promise<HttpResponse> => {
    const send = (authorization?: string): Promise<HttpResponse> =>
      transport.send({
        ...request,
        headers: { ...request.headers, ...(authorization && { authorization }) },
      });
    const cached = request.url.origin === base.origin ? authorizer.cached(target) : undefined;
    const first = await send(cached);
    if (!isChallenge(first)) return first;
    // Harbor challenges a refused token with Basic, and names its token server only to an anonymous request.
    const response = cached === undefined || authorizer.namesTokenServer(first) ? first : await send();
    if (!isChallenge(response)) return response;
    return authorizer.answer(response, { target, refused: cached, send });
  };

  return {
    repository: (name, { signal = AbortSignal.timeout(transport.limits.totalMs), actions = 'pull' } = {}) => {
      const credentials = options.credentials?.(registry, name);
      const signIn = {
        registry,
        credentials,
        credentialsPlace: options.credentialsPlace,
        usesHelper: options.credentials?.usesHelper?.(registry),
      };
      const target = { ...signIn, scope: `repository:${name}:${actions}`, signal };
      return remoteRepository({
        what: `${registry}/${name}`,
        root: new URL(`/v2/${name}/`, base),
        send: (request) =>
          sendAuthorized({ limit: manifestLimit, ...request, signal }, target).catch((error: unknown) => {
            throw hideCredentials(error, credentials);
          }),
        advice: describeCredentials(signIn),
      });
    },
  };
}
