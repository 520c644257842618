import * as z from 'zod';
import { problem, RequestError, UnavailableError } from '../errors.ts';

/** Credentials of a registry. Messages show only `source`. */
export interface Credentials {
  readonly source: 'config.json' | 'GITHUB_TOKEN' | `Secret ${string}`;
  readonly username: string;
  readonly password: string;
  /** OAuth 2 refresh token, used for the token server of a registry instead of the password. */
  readonly identityToken?: string;
  /** Bearer token, used for the registry itself instead of one of its token server. */
  readonly registryToken?: string;
}

/** Credentials of registries. */
export interface CredentialStore {
  /**
   * Returns the credentials of a repository (`path/name`) in a registry (`host[:port]`); undefined for anonymous access.
   *
   * @throws RequestError `RegistryRefused` if the entry of the registry is invalid
   */
  (registry: string, repository: string): Credentials | undefined;
  /** Returns true if a registry has its credentials in a credential helper, which is not run. */
  readonly usesHelper?: (registry: string) => boolean;
}

/** Sources of credentials; the caller reads the file and the environment. */
export interface CredentialSources {
  /** Text of a Docker `config.json`. */
  readonly dockerConfig?: string | undefined;
  /** Token for ghcr.io if `dockerConfig` has no entry for it. */
  readonly githubToken?: string | undefined;
}

/** https://docs.docker.com/reference/cli/docker/login/#credential-stores. Each entry is parsed when it is needed. */
const DockerConfig = z.object({
  auths: z.record(z.string(), z.unknown()).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});
type DockerConfig = z.infer<typeof DockerConfig>;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** Credentials in the file itself. As in Docker and Helm, null and an empty string are the same as no value. */
const Entry = z
  .object({
    auth: text,
    username: text,
    password: text,
    identitytoken: text,
    registrytoken: text.pipe(z.string().regex(/^[\x20-\x7e]*$/)),
  })
  .nullable();

/** Place of an entry: a whole registry, or the repositories below a path. */
interface Place {
  readonly host: string;
  /** Empty for the whole registry. */
  readonly path: string;
  /** True for the key that "docker login" writes today. */
  readonly isUsual: boolean;
}

/** Host names of Docker Hub in a Docker config. */
const dockerHub = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * Reads credentials from a Docker config and the environment. Looks them up by the exact host and port. Of the entries with
 * a path (`ghcr.io/team`), the longest one that contains the repository decides. Runs no credential helper.
 *
 * @throws RequestError `RegistryRefused` if the config is invalid; the message does not quote it
 */
export function readCredentials({ dockerConfig, githubToken }: CredentialSources): CredentialStore {
  const config = parseConfig(dockerConfig);
  const entries = Object.entries(config.auths ?? {})
    .flatMap(([key, entry]) => parseKey(key).map((place) => ({ ...place, entry })))
    .sort((a, b) => b.path.length - a.path.length || Number(b.isUsual) - Number(a.isUsual));
  const find = (registry: string, repository: string): Credentials | undefined => {
    const host = normalizeHost(registry);
    for (const place of entries) {
      if (place.host !== host || !contains(place.path, repository)) continue;
      const credentials = parseEntry(place.entry, registry);
      if (credentials !== undefined) return credentials;
    }
    if (!githubToken || host !== 'ghcr.io') return undefined;
    return { source: 'GITHUB_TOKEN', username: 'token', password: githubToken };
  };
  return Object.assign(find, { usesHelper: (registry: string) => usesHelper(config, registry) });
}

function contains(path: string, repository: string): boolean {
  return path === '' || repository === path || repository.startsWith(`${path}/`);
}

function usesHelper({ credHelpers, credsStore }: DockerConfig, registry: string): boolean {
  const hosts = Object.keys(credHelpers ?? {}).flatMap((key) => parseKey(key).map(({ host }) => host));
  return Boolean(credsStore) || hosts.includes(normalizeHost(registry));
}

function parseConfig(text: string | undefined): DockerConfig {
  if (text === undefined || text.trim() === '') return {};
  const config = DockerConfig.safeParse(parseJsonSafely(text));
  if (config.success) return config.data;
  throw invalidConfig('it must be JSON with "auths", as "docker login" writes it');
}

function invalidConfig(detail: string): RequestError {
  return new RequestError('RegistryRefused', [
    problem('', `Read of the Docker config.json failed: ${detail}`),
  ]);
}

/** Returns undefined for invalid JSON, and drops the error of `JSON.parse`, which quotes the text. */
function parseJsonSafely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the credentials of an entry; undefined for an entry without any, as a credential helper leaves it. */
function parseEntry(entry: unknown, registry: string): Credentials | undefined {
  const parsed = Entry.safeParse(entry);
  if (!parsed.success) {
    throw invalidConfig(
      `its entry for "${registry}" is invalid; write "auth", "username", "password", "identitytoken" and "registrytoken" as strings`,
    );
  }
  if (parsed.data === null) return undefined;
  const { auth, username, password, identitytoken, registrytoken } = parsed.data;
  const decoded = Buffer.from(auth, 'base64').toString();
  const colon = decoded.indexOf(':');
  const credentials = {
    source: 'config.json' as const,
    username: colon < 0 ? username : decoded.slice(0, colon),
    password: colon < 0 ? password : decoded.slice(colon + 1),
    ...(identitytoken && { identityToken: identitytoken }),
    ...(registrytoken && { registryToken: registrytoken }),
  };
  return credentials.password || identitytoken || registrytoken ? credentials : undefined;
}

/**
 * Returns the place of a key: `host`, `host/path`, or the address of a server (`https://host/v1/`), whose path does
 * not name a repository. Returns no place for a key without a host.
 */
function parseKey(key: string): Place[] {
  const [, scheme, host, path = ''] = /^(https?:\/\/)?([^/]+)(\/.*)?$/.exec(key) ?? [];
  if (host === undefined) return [];
  const isServer = scheme !== undefined || /^\/(?:v[12]\/?)?$/.test(path);
  return [
    {
      host: normalizeHost(host),
      path: isServer ? '' : path.replace(/^\/+|\/+$/g, ''),
      isUsual: dockerHub.has(host) ? key === 'https://index.docker.io/v1/' : scheme === undefined,
    },
  ];
}

function normalizeHost(host: string): string {
  const name = host.toLowerCase().replace(/:443$/, '');
  return dockerHub.has(name) ? 'registry-1.docker.io' : name;
}

/** Secrets that are shorter could be part of any word. */
const minLength = 4;

/**
 * Returns an error whose message does not repeat the credentials: a hostile registry could put them into any name that a
 * message shows.
 */
export function hideCredentials(error: unknown, credentials: Credentials | undefined): unknown {
  if (credentials === undefined) return error;
  const { username, password, identityToken = '', registryToken = '' } = credentials;
  const basic = basicCredentials({ username, password });
  const secrets = [basic, password, identityToken, registryToken].filter(({ length }) => length >= minLength);
  const hide = (text: string): string => secrets.reduce(withoutSecret, text);
  if (error instanceof RequestError) {
    const problems = error.problems.map(({ path, message }) => problem(path, hide(message)));
    return new RequestError(error.reason, problems, { cause: error.cause });
  }
  if (!(error instanceof UnavailableError)) return error;
  return new UnavailableError(error.reason, hide(error.message), { cause: error.cause });
}

/** Removes a secret in any case, because the host of a URL is printed in lower case. */
function withoutSecret(text: string, secret: string): string {
  const at = text.toLowerCase().indexOf(secret.toLowerCase());
  if (at < 0) return text;
  return `${text.slice(0, at)}***${withoutSecret(text.slice(at + secret.length), secret)}`;
}

/** Returns credentials as a Basic header has them (RFC 7617). */
export function basicCredentials({ username, password }: Pick<Credentials, 'username' | 'password'>): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}
