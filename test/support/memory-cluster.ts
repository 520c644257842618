import {
  type ApplyOptions,
  type Cluster,
  ClusterError,
  type ContainerReference,
  fieldManager,
  type ListSelection,
  type ObjectReference,
  type PortForward,
  type ServicePort,
} from '../../pipelines/cluster/cluster.ts';
import { isRecord } from '../../shared/is-record.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';

/** An object with any fields. */
export type AnyObject = KubernetesObject & { readonly [field: string]: unknown };

/** Content of a cluster, and answers that do not come from its objects. */
export interface MemoryClusterOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** Objects that exist at the start. */
  readonly objects?: readonly object[];
  /** JSON by path of the API server. */
  readonly paths?: Readonly<Record<string, unknown>>;
  /** Logs by `namespace/pod/container`. */
  readonly logs?: Readonly<Record<string, string>>;
  /** Returns the local port of a forwarded port; undefined if there is no such Service. */
  readonly forward?: (port: ServicePort) => Promise<number | undefined>;
  /** Returns the standard output of a program in a container. */
  readonly exec?: (command: readonly string[]) => string;
  /** Acts as the controllers: called after each apply and patch, with the stored object. */
  readonly changed?: (object: AnyObject, cluster: MemoryCluster) => void;
  /** Returns the error of a call, if it fails. */
  readonly fails?: (call: RecordedCall) => ClusterError | undefined;
}

/** Call of a method that names an object, a kind, a path or a port. */
export interface RecordedCall {
  readonly method: keyof Cluster;
  readonly target: string;
}

/**
 * A cluster in memory. Applies as the API server does: merges what is applied, and removes what the same manager applied
 * before and omits now. Objects have generations and resource versions.
 */
export class MemoryCluster implements Cluster {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly calls: RecordedCall[] = [];
  readonly objects = new Map<string, AnyObject>();
  readonly #options: MemoryClusterOptions;
  /** Last applied object by field manager and object. */
  readonly #applied = new Map<string, object>();
  #version = 0;

  constructor(options: MemoryClusterOptions = {}) {
    this.#options = options;
    this.kubeconfig = options.kubeconfig;
    this.context = options.context;
    for (const object of options.objects ?? [])
      this.objects.set(keyOf(object as AnyObject), object as AnyObject);
  }

  /** Creates or changes an object, as a controller would. */
  put(object: object): void {
    const key = keyOf(object as AnyObject);
    this.#store(key, merge(this.objects.get(key), object) as AnyObject);
  }

  /** Returns an object by kind and name, in any namespace. */
  object(kind: string, name: string): AnyObject | undefined {
    return this.ofKind(kind).find(({ metadata }) => metadata.name === name);
  }

  /** Returns the objects of a kind. */
  ofKind(kind: string): AnyObject[] {
    return [...this.objects.values()].filter((object) => object.kind === kind);
  }

  async get<T>(path: string): Promise<T | undefined> {
    this.#record('get', path);
    return this.#options.paths?.[path] as T | undefined;
  }

  async find<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined> {
    const key = referenceKey(reference);
    this.#record('find', key);
    return this.objects.get(key) as T | undefined;
  }

  async list<T extends KubernetesObject>(selection: ListSelection): Promise<readonly T[]> {
    const { kind, namespace, labels = {} } = selection;
    this.#record('list', kind);
    return this.ofKind(kind).filter(
      ({ metadata }) =>
        (namespace ?? metadata.namespace) === metadata.namespace &&
        Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
    ) as unknown as readonly T[];
  }

  async apply<T extends KubernetesObject>(
    object: object,
    { manager = fieldManager, isDryRun = false }: ApplyOptions = {},
  ): Promise<T> {
    const key = keyOf(object as AnyObject);
    this.#record('apply', key);
    const before = this.#applied.get(`${manager} ${key}`);
    const kept = without(this.objects.get(key), { before, now: object });
    const merged = merge(kept, object) as AnyObject;
    if (isDryRun) return merged as unknown as T;
    this.#applied.set(`${manager} ${key}`, object);
    return this.#change(key, merged) as unknown as T;
  }

  async patch<T extends KubernetesObject>(reference: ObjectReference, patch: object): Promise<T> {
    const key = referenceKey(reference);
    this.#record('patch', key);
    const found = this.objects.get(key);
    if (found === undefined) throw notFound(key);
    return this.#change(key, mergePatch(found, patch) as AnyObject) as unknown as T;
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
    if (this.#options.exec === undefined) throw notFound(`${namespace}/${pod}`);
    return this.#options.exec(command);
  }

  async portForward(port: ServicePort): Promise<PortForward> {
    const key = `${port.namespace}/${port.service}:${port.port}`;
    this.#record('portForward', key);
    const local = await this.#options.forward?.(port);
    if (local === undefined) {
      throw new ClusterError(`there is no Service ${port.namespace}/${port.service}`, { reason: 'NoPod' });
    }
    return { port: local, close: async () => undefined };
  }

  #change(key: string, object: AnyObject): AnyObject {
    this.#store(key, object);
    const stored = this.objects.get(key)!;
    this.#options.changed?.(stored, this);
    return stored;
  }

  #store(key: string, object: AnyObject): void {
    const before = this.objects.get(key);
    if (JSON.stringify(object) === JSON.stringify(before)) return;
    const { generation = 0 } = before?.metadata ?? {};
    const isSpecNew = JSON.stringify(object.spec) !== JSON.stringify(before?.spec);
    const metadata = {
      ...object.metadata,
      resourceVersion: String(++this.#version),
      generation: isSpecNew ? generation + 1 : generation,
    };
    this.objects.set(key, { ...object, metadata });
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

/** Merges objects key by key, and lists of named items by name; everything else is replaced. */
function merge(before: unknown, given: unknown): unknown {
  if (isNamedList(before) && isNamedList(given)) {
    const names = new Set([...before, ...given].map(({ name }) => name));
    const itemOf = (list: readonly Named[], name: unknown): unknown => list.find((one) => one.name === name);
    return [...names].map((name) => merge(itemOf(before, name), itemOf(given, name)));
  }
  if (!isRecord(before) || !isRecord(given)) return given === undefined ? before : given;
  const keys = new Set([...Object.keys(before), ...Object.keys(given)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(before[key], given[key])]));
}

/** Returns a value without the fields that were applied before and are not now. */
function without(value: unknown, { before, now }: { before: unknown; now: unknown }): unknown {
  if (!isRecord(value) || !isRecord(before) || !isRecord(now)) return value;
  const kept = Object.entries(value).filter(([key]) => key in now || !(key in before));
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, without(inner, { before: before[key], now: now[key] })]),
  );
}

/** JSON merge patch (RFC 7396). */
function mergePatch(before: unknown, given: unknown): unknown {
  if (!isRecord(given)) return given;
  const kept = isRecord(before) ? before : {};
  const changed = Object.entries(given).map(([key, value]) => [key, mergePatch(kept[key], value)]);
  return Object.fromEntries(
    Object.entries({ ...kept, ...Object.fromEntries(changed) }).filter(([, value]) => value !== null),
  );
}

interface Named {
  readonly name: string;
}

function isNamedList(value: unknown): value is Named[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isRecord(one) && 'name' in one);
}
