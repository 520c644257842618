import {
  type ApplyOptions,
  type Cluster,
  ClusterError,
  type ContainerReference,
  type ListSelection,
  type ObjectReference,
  type PortForward,
  type ServicePort,
} from '../../pipelines/cluster/cluster.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';

/** Content of a cluster, and answers that do not come from its objects. */
export interface MemoryClusterOptions {
  readonly context?: string | undefined;
  /** Objects that exist at the start. */
  readonly objects?: readonly object[];
  /** JSON by path of the API server. */
  readonly paths?: Readonly<Record<string, unknown>>;
  /** Logs by `namespace/pod/container`. */
  readonly logs?: Readonly<Record<string, string>>;
  /** Local ports by `namespace/service:port`. */
  readonly forwards?: Readonly<Record<string, number>>;
  /** Returns the error of a call, if it fails. */
  readonly fails?: (call: RecordedCall) => ClusterError | undefined;
}

/** Call of a method that names an object, a kind, a path or a port. */
export interface RecordedCall {
  readonly method: keyof Cluster;
  readonly target: string;
}

/** A cluster in memory, which merges what is applied and patched into its objects. */
export class MemoryCluster implements Cluster {
  readonly context: string | undefined;
  readonly calls: RecordedCall[] = [];
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #options: MemoryClusterOptions;

  constructor(options: MemoryClusterOptions = {}) {
    this.#options = options;
    this.context = options.context;
    for (const object of options.objects ?? []) this.put(object as KubernetesObject);
  }

  /** Stores an object, or replaces one. */
  put(object: KubernetesObject): void {
    this.#objects.set(keyOf(object), object);
  }

  async get<T>(path: string): Promise<T | undefined> {
    this.#record('get', path);
    return this.#options.paths?.[path] as T | undefined;
  }

  async find<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined> {
    const key = referenceKey(reference);
    this.#record('find', key);
    return this.#objects.get(key) as T | undefined;
  }

  async list<T extends KubernetesObject>(selection: ListSelection): Promise<readonly T[]> {
    const { kind, namespace, labels = {} } = selection;
    this.#record('list', kind);
    return [...this.#objects.values()].filter(
      (object) =>
        object.kind === kind &&
        (namespace ?? object.metadata.namespace) === object.metadata.namespace &&
        Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value),
    ) as unknown as readonly T[];
  }

  async apply<T extends KubernetesObject>(
    object: object,
    { isDryRun = false }: ApplyOptions = {},
  ): Promise<T> {
    const key = keyOf(object as KubernetesObject);
    this.#record('apply', key);
    const merged = merge(this.#objects.get(key), object) as T;
    if (!isDryRun) this.put(merged);
    return merged;
  }

  async patch<T extends KubernetesObject>(reference: ObjectReference, patch: object): Promise<T> {
    const key = referenceKey(reference);
    this.#record('patch', key);
    const found = this.#objects.get(key);
    if (found === undefined) throw notFound(key);
    const merged = merge(found, patch) as T;
    this.put(merged);
    return merged;
  }

  async logs({ namespace, pod, container }: ContainerReference): Promise<string> {
    const key = `${namespace}/${pod}/${container}`;
    this.#record('logs', key);
    const log = this.#options.logs?.[key];
    if (log === undefined) throw notFound(key);
    return log;
  }

  async exec({ namespace, pod }: ContainerReference, command: readonly string[]): Promise<string> {
    this.#record('exec', `${namespace}/${pod}: ${command.join(' ')}`);
    throw notFound(`${namespace}/${pod}`);
  }

  async portForward({ namespace, service, port }: ServicePort): Promise<PortForward> {
    const key = `${namespace}/${service}:${port}`;
    this.#record('portForward', key);
    const local = this.#options.forwards?.[key];
    if (local === undefined) {
      throw new ClusterError(`there is no Service ${namespace}/${service}`, { reason: 'NoPod' });
    }
    return { port: local, close: async () => undefined };
  }

  #record(method: keyof Cluster, target: string): void {
    const call = { method, target };
    this.calls.push(call);
    const error = this.#options.fails?.(call);
    if (error !== undefined) throw error;
  }
}

function notFound(what: string): ClusterError {
  return new ClusterError(`${what} not found`, { status: 404, reason: 'NotFound' });
}

function keyOf({ kind, metadata }: KubernetesObject): string {
  return referenceKey({ apiVersion: '', kind, namespace: metadata.namespace, name: metadata.name });
}

function referenceKey({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** JSON merge patch (RFC 7386). */
function merge(before: unknown, given: unknown): unknown {
  if (!isRecord(given)) return given;
  const kept = isRecord(before) ? before : {};
  const changed = Object.entries(given).map(([key, value]) => [key, merge(kept[key], value)]);
  return Object.fromEntries(
    Object.entries({ ...kept, ...Object.fromEntries(changed) }).filter(([, value]) => value !== null),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
