import { join } from 'node:path';
import type { StateStores } from '../../../pipelines/stand-in/kratix/back-end.ts';
import type { KratixPromise } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { WorkPlacement } from '../../../pipelines/stand-in/kratix/work-placement.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import {
  type Destination,
  type GitStateStoreObject,
  kratixKinds,
  type SecretReference,
} from './kratix-objects.ts';
import { RemoteStateStore, type RepositoryAccess } from './state-store.ts';

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Destinations of a cluster and the state stores behind them. Supported are GitStateStores over HTTPS with a password,
 * written at the root in mode `none`.
 */
export class ClusterStateStores implements StateStores {
  readonly #cluster: Cluster;
  readonly #authority: string;
  readonly #open = new Map<string, Promise<RemoteStateStore>>();

  /** @param authority path of the CA certificate of Git servers, read whenever Git is used */
  constructor(cluster: Cluster, authority: string) {
    this.#cluster = cluster;
    this.#authority = authority;
  }

  /**
   * Returns the name of the Destination that a Promise selects.
   * @throws Error if no or more than one Destination matches: Kratix would choose one of them
   */
  async destinationOf({ metadata, spec }: KratixPromise): Promise<string> {
    const all = await this.#cluster.api.list<Destination>(`${kratixKinds}/destinations`);
    const [found, ...others] = all.filter((destination) => selects(spec, destination.metadata.labels));
    if (found === undefined) throw new Error(`No Destination has the labels that "${metadata.name}" selects`);
    if (others.length > 0) throw new Error(`"${metadata.name}" selects more than one Destination`);
    return found.metadata.name;
  }

  /** Replaces the files of a work placement. @throws Error if the Destination is unsupported or Git fails */
  async write(
    workPlacement: WorkPlacement,
    { destination, files }: { destination: string; files: ReadonlyMap<string, string> },
  ): Promise<string | undefined> {
    const object = await this.#cluster.api.get<Destination>(`${kratixKinds}/destinations/${destination}`);
    return (await this.behind(object)).write(workPlacement, files);
  }

  /** Returns the state store of a Destination. @throws Error if it is unsupported */
  async behind({ metadata, spec }: Destination): Promise<RemoteStateStore> {
    const { path, filepath: { mode = 'nestedByMetadata' } = {}, stateStoreRef } = spec;
    const isSupported = isRoot(path) && mode === 'none' && stateStoreRef.kind === 'GitStateStore';
    if (isSupported) return this.named(stateStoreRef.name);
    const found = `found path "${path}", mode "${mode}", ${stateStoreRef.kind}`;
    throw unsupported(
      `Destination "${metadata.name}"`,
      `path ".", mode "none" and a GitStateStore, ${found}`,
    );
  }

  /** Returns the state store of a GitStateStore. */
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
      throw unsupported(`GitStateStore "${name}"`, `HTTPS, basicAuth with a secretRef, and no path`);
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

function unsupported(what: string, expected: string): Error {
  return new Error(`Use ${what}: the stand-in supports only ${expected}`);
}

function selects(
  { destinationSelectors = [] }: KratixPromise['spec'],
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return destinationSelectors.every(({ matchLabels }) =>
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value),
  );
}
