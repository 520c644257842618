import * as z from 'zod';
import { problem, RequestError } from '../errors.ts';

/** Credentials for one registry. Never printed: messages show `source` only. */
export interface Credentials {
  readonly source: 'config.json' | 'GITHUB_TOKEN';
  readonly username: string;
  readonly password: string;
  /** An OAuth 2 refresh token, used in place of the password where a registry has a token server. */
  readonly identityToken?: string;
}

/** The credentials of a registry, `host[:port]`, or none: then it is asked anonymously. */
export type CredentialStore = (registry: string) => Credentials | undefined;

/** Sources of credentials; the caller reads the file and the environment. */
export interface CredentialSources {
  /** Text of a Docker `config.json`. */
  readonly dockerConfig?: string | undefined;
  /** Used for ghcr.io where `dockerConfig` says nothing about it. */
  readonly githubToken?: string | undefined;
}

/** https://docs.docker.com/reference/cli/docker/login/#credential-stores, the entries kept in the file itself. */
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

/** Names under which Docker keeps what belongs to Docker Hub, `https://index.docker.io/v1/` above all. */
const dockerHub = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * Looks credentials up by the exact host and port, as Docker does: never by a part of the name. Entries for one
 * folder of a registry (`ghcr.io/team`) and credential helpers are not used.
 * @throws RequestError `RegistryRefused` for a `config.json` that is none; its content is not repeated
 */
export function readCredentials({ dockerConfig, githubToken }: CredentialSources): CredentialStore {
  const entries = new Map<string, Credentials>();
  if (githubToken)
    entries.set('ghcr.io', { source: 'GITHUB_TOKEN', username: 'token', password: githubToken });
  for (const [key, entry] of Object.entries(parseConfig(dockerConfig).auths ?? {})) {
    const host = hostOf(key);
    const credentials = credentialsOf(entry);
    if (host !== undefined && credentials) entries.set(host, credentials);
  }
  return (registry) => entries.get(canonical(registry));
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

function credentialsOf({ auth, username, password, identitytoken }: Entry): Credentials | undefined {
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

/** `https://host/v1/`, `https://host/v2/`, `https://host` and `host` are one host; any other path is a folder. */
function hostOf(key: string): string | undefined {
  const [, host, path] = /^(?:https?:\/\/)?([^/]+)(\/.*)?$/.exec(key) ?? [];
  if (host === undefined || (path !== undefined && !/^\/(?:v[12]\/?)?$/.test(path))) return undefined;
  return canonical(host);
}

function canonical(host: string): string {
  const name = host.toLowerCase().replace(/:443$/, '');
  return dockerHub.has(name) ? 'registry-1.docker.io' : name;
}
