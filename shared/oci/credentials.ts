import * as z from 'zod';
import { problem, RequestError, UnavailableError } from '../errors.ts';

/** Credentials of a registry. Messages show only `source`. */
export interface Credentials {
  readonly source: 'config.json' | 'GITHUB_TOKEN' | `Secret ${string}`;
  readonly username: string;
  readonly password: string;
  /** OAuth 2 refresh token, used for the token server of a registry instead of the password. */
  readonly identityToken?: string;
}

/** Returns the credentials of a registry (`host[:port]`); undefined for anonymous access. */
export type CredentialStore = (registry: string) => Credentials | undefined;

/** Sources of credentials; the caller reads the file and the environment. */
export interface CredentialSources {
  /** Text of a Docker `config.json`. */
  readonly dockerConfig?: string | undefined;
  /** Token for ghcr.io if `dockerConfig` has no entry for it. */
  readonly githubToken?: string | undefined;
}

/** Credentials in the file itself: https://docs.docker.com/reference/cli/docker/login/#credential-stores */
const DockerConfig = z.object({
  auths: z
    .record(
      z.string(),
      z.object({
        auth: z.string().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
        identitytoken: z.string().optional(),
      }),
    )
    .optional(),
});

/** Host names of Docker Hub in a Docker config. */
const dockerHub = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * Reads credentials from a Docker config and the environment. Like Docker, looks them up by the exact host and port.
 * Ignores entries for a folder of a registry (`ghcr.io/team`) and credential helpers.
 *
 * @throws RequestError `RegistryRefused` if the config is invalid; the message does not quote it
 */
export function readCredentials({ dockerConfig, githubToken }: CredentialSources): CredentialStore {
  const entries = new Map<string, Credentials>();
  if (githubToken)
    entries.set('ghcr.io', { source: 'GITHUB_TOKEN', username: 'token', password: githubToken });
  for (const [key, entry] of Object.entries(parseConfig(dockerConfig).auths ?? {})) {
    const host = parseHost(key);
    const credentials = parseEntry(entry);
    if (host !== undefined && credentials) entries.set(host, credentials);
  }
  return (registry) => entries.get(normalizeHost(registry));
}

type Entry = NonNullable<z.infer<typeof DockerConfig>['auths']>[string];

function parseConfig(text: string | undefined): z.infer<typeof DockerConfig> {
  if (text === undefined || text.trim() === '') return {};
  const config = DockerConfig.safeParse(parseJson(text));
  if (config.success) return config.data;
  throw new RequestError('RegistryRefused', [
    problem(
      '',
      'Read of the Docker config.json failed: it must be JSON with "auths", as "docker login" writes it',
    ),
  ]);
}

/** Without a cause: the error of `JSON.parse` quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseEntry({ auth, username, password, identitytoken }: Entry): Credentials | undefined {
  const decoded = Buffer.from(auth ?? '', 'base64').toString();
  const colon = decoded.indexOf(':');
  const user = colon < 0 ? username : decoded.slice(0, colon);
  const secret = colon < 0 ? password : decoded.slice(colon + 1);
  if (!identitytoken && (user === undefined || !secret)) return undefined;
  return {
    source: 'config.json',
    username: user ?? '',
    password: secret ?? '',
    ...(identitytoken && { identityToken: identitytoken }),
  };
}

/** Returns the host of `https://host/v1/`, `https://host/v2/`, `https://host` or `host`; undefined for other paths. */
function parseHost(key: string): string | undefined {
  const [, host, path] = /^(?:https?:\/\/)?([^/]+)(\/.*)?$/.exec(key) ?? [];
  if (host === undefined || (path !== undefined && !/^\/(?:v[12]\/?)?$/.test(path))) return undefined;
  return normalizeHost(host);
}

function normalizeHost(host: string): string {
  const name = host.toLowerCase().replace(/:443$/, '');
  return dockerHub.has(name) ? 'registry-1.docker.io' : name;
}

/** Secrets that are shorter could be part of any word. */
const leastLength = 4;

/**
 * Returns an error whose message does not repeat the credentials: a hostile registry could put them into any name that a
 * message shows.
 */
export function hideCredentials(error: unknown, credentials: Credentials | undefined): unknown {
  if (credentials === undefined) return error;
  const { username, password, identityToken = '' } = credentials;
  const secrets = [basicCredentials({ username, password }), password, identityToken].filter(
    ({ length }) => length >= leastLength,
  );
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
