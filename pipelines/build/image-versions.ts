import { parseChallenges } from '../../shared/oci/challenge.ts';

/** Image of an engine, whose tags are its versions. */
interface EngineImage {
  readonly registry: string;
  readonly repository: string;
  /** Pattern of the tags of the versions, with the version as its group. */
  readonly tag: RegExp;
}

/** Images of the engines by type. Kafka's is that of its operator, whose version is part of the tag. */
export const engineImages: Readonly<Record<string, EngineImage>> = {
  elasticsearch: {
    registry: 'docker.elastic.co',
    repository: 'elasticsearch/elasticsearch',
    tag: /^([0-9]+[.][0-9]+[.][0-9]+)$/,
  },
  kafka: { registry: 'quay.io', repository: 'strimzi/kafka', tag: /^1[.]2[.]0-kafka-([0-9.]+)$/ },
  mongodb: {
    registry: 'registry-1.docker.io',
    repository: 'percona/percona-server-mongodb',
    tag: /^([0-9]+[.][0-9]+[.][0-9]+-[0-9]+)$/,
  },
  nginx: {
    registry: 'registry-1.docker.io',
    repository: 'nginxinc/nginx-unprivileged',
    // the stable series
    tag: /^(1[.]30[.][0-9]+)-alpine$/,
  },
  objectstorage: {
    registry: 'registry-1.docker.io',
    repository: 'chrislusf/seaweedfs',
    tag: /^([0-9]+[.][0-9]+)$/,
  },
  postgresql: {
    registry: 'ghcr.io',
    repository: 'cloudnative-pg/postgresql',
    tag: /^([0-9]+[.][0-9]+)-standard-trixie$/,
  },
  rabbitmq: {
    registry: 'registry-1.docker.io',
    repository: 'library/rabbitmq',
    tag: /^([0-9]+[.][0-9]+[.][0-9]+)-management$/,
  },
  redis: { registry: 'quay.io', repository: 'opstree/redis', tag: /^v([0-9]+[.][0-9]+[.][0-9]+)$/ },
  vault: { registry: 'quay.io', repository: 'openbao/openbao', tag: /^([0-9]+[.][0-9]+[.][0-9]+)$/ },
};

/** Versions of one engine for which an image exists, as its registry listed them. */
export interface RecordedVersions {
  /** List that they were read from. */
  readonly source: string;
  /** Day on which they were read. */
  readonly date: string;
  /** Versions, oldest first. */
  readonly versions: readonly string[];
}

/** Recorded versions by type of the engine. */
export type ImageVersions = Readonly<Record<string, RecordedVersions>>;

/** Sends a request. Defaults to `fetch` of Node. */
type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** Options of {@link refreshVersions}. */
interface RefreshOptions {
  /** Oldest version to record of each engine. Older ones are unsupported. */
  readonly oldest: Readonly<Record<string, string>>;
  /** Today, as `2026-11-29`. */
  readonly date: string;
  readonly fetch?: Fetch;
}

/** Result of {@link refreshVersions}. */
interface Refreshed {
  readonly versions: ImageVersions;
  /** Registries that could not be read, each with the reason. Their engines keep what is recorded. */
  readonly failures: readonly string[];
}

/** Reads the tags of every engine's image from its registry, and adds new versions to those that are recorded. */
export async function refreshVersions(
  recorded: ImageVersions,
  { oldest, date, fetch: send = fetch }: RefreshOptions,
): Promise<Refreshed> {
  const failures: string[] = [];
  const entries = Object.entries(engineImages).map(async ([type, image]) => {
    const name = `${image.registry}/${image.repository}`;
    const before = recorded[type];
    try {
      const found = (await listTags(image, send))
        .map((tag) => image.tag.exec(tag)?.[1])
        .filter((version) => version !== undefined)
        .filter((version) => compareVersions(version, oldest[type] ?? '0') >= 0);
      const versions = [...new Set([...(before?.versions ?? []), ...found])].sort(compareVersions);
      return [type, { source: `tags of ${name}`, date, versions }] as const;
    } catch (error) {
      failures.push(`${type}: cannot read the tags of ${name}: ${reasonOf(error)}`);
      return [type, before] as const;
    }
  });
  const all = (await Promise.all(entries)).filter((entry) => entry[1] !== undefined);
  return { versions: Object.fromEntries(all) as ImageVersions, failures };
}

/** Returns the versions that were added, each as `<type> <version>`. */
export function newVersions(after: ImageVersions, before: ImageVersions): string[] {
  return Object.entries(after).flatMap(([type, { versions }]) =>
    versions
      .filter((version) => !before[type]?.versions.includes(version))
      .map((version) => `${type} ${version}`),
  );
}

/** Compares versions by their numbers: negative if the first is older. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => version.split(/[.-]/).map(Number));
  const differing = left!.findIndex((number, index) => number !== right![index]);
  return differing === -1 ? left!.length - right!.length : left![differing]! - (right![differing] ?? -1);
}

/** Maximum number of pages, each with up to a thousand tags. */
const maxPages = 50;

/** Returns the tags of a repository (OCI distribution spec, "Listing Tags"), with an anonymous token if the registry asks for one. */
async function listTags({ registry, repository }: EngineImage, send: Fetch): Promise<string[]> {
  const tags: string[] = [];
  let token: string | undefined;
  let url: string | undefined = `https://${registry}/v2/${repository}/tags/list?n=1000`;
  for (let page = 0; url !== undefined && page < maxPages; page++) {
    const request = (): Promise<Response> => send(url!, { headers: token ? { authorization: token } : {} });
    let response = await request();
    if (response.status === 401 && token === undefined) {
      token = await anonymousToken(response, send);
      response = await request();
    }
    if (!response.ok) throw new Error(`the registry answered ${response.status}`);
    const body = (await response.json()) as { tags?: string[] | null };
    tags.push(...(body.tags ?? []));
    const next: string | undefined = /^<([^<>]+)>; ?rel="?next"?/.exec(
      response.headers.get('link') ?? '',
    )?.[1];
    url = next === undefined ? undefined : new URL(next, url).href;
  }
  return tags;
}

async function anonymousToken(response: Response, send: Fetch): Promise<string> {
  const challenge = parseChallenges(response.headers.get('www-authenticate') ?? '').find(
    ({ scheme }) => scheme === 'bearer',
  );
  const realm = challenge?.parameters.get('realm');
  if (challenge === undefined || realm === undefined) throw new Error('the registry requires credentials');
  const url = new URL(realm);
  for (const name of ['service', 'scope']) {
    const value = challenge.parameters.get(name);
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const answer = await send(url.href);
  if (!answer.ok) throw new Error(`its token server answered ${answer.status}`);
  const { token, access_token: other } = (await answer.json()) as { token?: string; access_token?: string };
  return `Bearer ${token ?? other}`;
}

/** Returns the reason of a failed request. For a network failure, that is the cause of the error of `fetch`. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
