import { join } from 'node:path';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import {
  type Destination,
  type GitStateStoreObject,
  kratixKinds,
  type SecretReference,
} from './kratix-objects.ts';
import type { KratixPromise } from './kratix-promise.ts';
import { RemoteStateStore, type RepositoryAccess } from './state-store.ts';

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * The Destinations of a cluster and the state stores behind them, as they are at the moment: GitStateStores over HTTPS
 * with a password, written to at the root in mode `none`. Anything else is refused.
 */
export class StateStores {
  readonly #cluster: Cluster;
  readonly #authority: string;
  readonly #open = new Map<string, Promise<RemoteStateStore>>();

  /** @param authority path of the certificate that Git servers are known by, read whenever Git is used */
  constructor(cluster: Cluster, authority: string) {
    this.#cluster = cluster;
    this.#authority = authority;
  }

  /**
   * The Destination that a Promise selects.
   * @throws Error where there is none, and where there are several: Kratix takes one of them by chance
   */
  async destinationOf({ metadata, spec }: KratixPromise): Promise<Destination> {
    const all = await this.#cluster.api.list<Destination>(`${kratixKinds}/destinations`);
    const [found, ...others] = all.filter((destination) => selects(spec, destination.metadata.labels));
    if (found === undefined) throw new Error(`No Destination has the labels that "${metadata.name}" selects`);
    if (others.length > 0) throw new Error(`"${metadata.name}" selects more than one Destination`);
    return found;
  }

  /** @throws Error where the stand-in does not know such a Destination */
  async behind({ metadata, spec }: Destination): Promise<RemoteStateStore> {
    const { path, filepath: { mode = 'nestedByMetadata' } = {}, stateStoreRef } = spec;
    const isKnown = isRoot(path) && mode === 'none' && stateStoreRef.kind === 'GitStateStore';
    if (isKnown) return this.named(stateStoreRef.name);
    const found = `found path "${path}", mode "${mode}", ${stateStoreRef.kind}`;
    throw unknown(`Destination "${metadata.name}"`, `path ".", mode "none" and a GitStateStore, ${found}`);
  }

  /** @param name of a GitStateStore */
  named(name: string): Promise<RemoteStateStore> {
    const folder = join(this.#cluster.folder, 'stand-in', name);
    const open = this.#open.get(name) ?? RemoteStateStore.open(folder, () => this.#access(name));
    this.#open.set(name, open);
    return open;
  }

  async #access(name: string): Promise<RepositoryAccess> {
    const { spec } = await this.#cluster.api.get<GitStateStoreObject>(
      `${kratixKinds}/gitstatestores/${name}`,
    );
    const { url, branch = 'main', path = '/', authMethod = 'basicAuth', secretRef } = spec;
    const address = new URL(url);
    if (
      address.protocol !== 'https:' ||
      authMethod !== 'basicAuth' ||
      secretRef === undefined ||
      !isRoot(path)
    )
      throw unknown(`GitStateStore "${name}"`, `HTTPS, basicAuth with a secretRef, and no path`);
    const { username = '', password = '' } = await this.#secret(secretRef);
    address.username = encodeURIComponent(username);
    address.password = encodeURIComponent(password);
    return { url: address.href, branch, authority: this.#authority };
  }

  async #secret({ name, namespace = 'default' }: SecretReference): Promise<Record<string, string>> {
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    const { data = {} } = await this.#cluster.api.get<Secret>(path);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  }
}

function isRoot(path: string): boolean {
  return path === '.' || path === '/' || path === '';
}

function unknown(what: string, expected: string): Error {
  return new Error(`Use ${what}: the stand-in knows only ${expected}`);
}

function selects(
  { destinationSelectors = [] }: KratixPromise['spec'],
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return destinationSelectors.every(({ matchLabels }) =>
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value),
  );
}
