import { readFileSync } from 'node:fs';
import { Kubectl, KubectlError, type PortForward } from '../../pipelines/cluster/kubectl.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';

/** An object with whatever fields it has. */
export type AnyObject = KubernetesObject & { readonly [field: string]: unknown };

type Fields = { [field: string]: unknown };

/** Behaviour of a fake cluster. */
export interface FakeClusterOptions {
  /** Objects of a manifest, by its path or URL. */
  readonly manifests?: Readonly<Record<string, readonly object[]>>;
  /** Called for every object that was applied or labelled, with what can change others. */
  readonly applied?: (object: AnyObject, cluster: FakeCluster) => void;
  /** Standard output of a program in a pod. */
  readonly exec?: (args: readonly string[]) => string;
  readonly context?: string;
  /** Default: v1.34.4 */
  readonly version?: string;
  /** Port of this machine by target: `service/gitea-http`. */
  readonly forward?: (target: string) => Promise<number>;
}

/**
 * kubectl without a cluster behind it: keeps what is applied, merged as a server-side apply merges, and raises the
 * resource version of what changes. Only `run` and `portForward` are replaced, so everything else is the real class.
 */
export class FakeCluster extends Kubectl {
  readonly objects = new Map<string, AnyObject>();
  /** The arguments of every call. */
  readonly calls: (readonly string[])[] = [];
  /** Workloads whose rollout does not come to its end. */
  readonly stuck = new Set<string>();
  /** Errors of the next rollouts. */
  readonly rollouts: string[] = [];
  /** Errors of the next applies. */
  readonly refusals: string[] = [];
  readonly #options: FakeClusterOptions;
  /** Last applied object by field manager and object. */
  readonly #applied = new Map<string, AnyObject>();
  /** Objects of client-side applies, which the next server-side apply takes over. */
  readonly #clientSide = new Map<string, AnyObject>();
  #version = 0;

  constructor(options: FakeClusterOptions = {}) {
    super({ context: options.context });
    this.#options = options;
  }

  /** Stores or changes an object, as a controller would. */
  put(object: object): void {
    const given = object as AnyObject;
    const key = keyOf(given);
    const before = this.objects.get(key);
    const merged = merge(before, given) as AnyObject;
    if (JSON.stringify(merged) === JSON.stringify(before)) return;
    const { generation = 0 } = before?.metadata ?? {};
    const isSpecNew = JSON.stringify(merged['spec']) !== JSON.stringify(before?.['spec']);
    const metadata = {
      ...merged.metadata,
      resourceVersion: String(++this.#version),
      generation: isSpecNew ? generation + 1 : generation,
    };
    this.objects.set(key, { ...merged, metadata });
  }

  /** Puts an object there as `kubectl apply` without `--server-side` does. */
  applyClientSide(object: object): void {
    this.put(object);
    this.#clientSide.set(keyOf(object as AnyObject), object as AnyObject);
  }

  /** An object by kind and name, wherever it is. */
  object(kind: string, name: string): AnyObject | undefined {
    return [...this.objects.values()].find((one) => one.kind === kind && one.metadata.name === name);
  }

  override async run(args: readonly string[], input = ''): Promise<string> {
    this.calls.push(args);
    const [verb = '', ...rest] = args;
    if (verb === 'get') return this.#get(rest, input);
    if (verb === 'apply') return this.#apply(rest, input);
    if (verb === 'annotate') return this.#annotate(rest);
    if (verb === 'label') return this.#label(rest);
    if (verb === 'patch') return this.#patch(rest);
    if (verb === 'rollout') return this.#rollout(rest);
    if (verb === 'exec') return this.#options.exec?.(rest.slice(rest.indexOf('--') + 1)) ?? '';
    if (verb === 'version') {
      return JSON.stringify({ serverVersion: { gitVersion: this.#options.version ?? 'v1.34.4' } });
    }
    throw new KubectlError(`Run kubectl ${verb}: no such command`);
  }

  override async portForward(target: string): Promise<PortForward> {
    const port = await this.#options.forward?.(target);
    if (port === undefined) throw new KubectlError(`Reach ${target}: nothing there`);
    return { port, close: async () => undefined, ended: new Promise(() => undefined) };
  }

  #get(args: readonly string[], input: string): string {
    const words = args.filter((arg) => !arg.startsWith('--'));
    if (words.length === 0) {
      return printList(itemsOf(input).flatMap((item) => this.objects.get(keyOf(item as AnyObject)) ?? []));
    }
    const [resources = '', name] = words;
    const namespace = args.find((arg) => arg.startsWith('--namespace='))?.slice('--namespace='.length);
    const kinds = resources.split(',').flatMap(kindsOf);
    const found = [...this.objects.values()].filter(
      ({ kind, metadata }) =>
        kinds.includes(kind.toLowerCase()) &&
        (namespace === undefined || metadata.namespace === namespace) &&
        (name === undefined || metadata.name === name),
    );
    if (name === undefined) return JSON.stringify({ kind: 'List', items: found });
    return found[0] === undefined ? '' : JSON.stringify(found[0]);
  }

  #apply(args: readonly string[], input: string): string {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw new KubectlError(`Run kubectl apply: ${refusal}`);
    const file = args.find((arg) => arg.startsWith('--filename='))?.slice('--filename='.length) ?? '';
    const objects = file === '-' ? itemsOf(input) : this.#options.manifests?.[file];
    if (objects === undefined) throw new KubectlError(`Run kubectl apply: there is no ${file}`);
    if (args.includes('--dry-run=server')) {
      return printList(
        objects.map((object) => merge(this.objects.get(keyOf(object as AnyObject)), object) as AnyObject),
      );
    }
    const manager = args.find((arg) => arg.startsWith('--field-manager=')) ?? '';
    for (const object of objects) {
      this.#own(object as AnyObject, manager);
      this.put(object);
      this.#options.applied?.(object as AnyObject, this);
    }
    return printList(objects.map((object) => this.objects.get(keyOf(object as AnyObject))!));
  }

  /** Removes fields that the same manager applied before, but not now. */
  #own(object: AnyObject, manager: string): void {
    const key = keyOf(object);
    const before = this.#clientSide.get(key) ?? this.#applied.get(`${manager} ${key}`);
    const stored = this.objects.get(key);
    if (before !== undefined && stored !== undefined) {
      this.objects.set(key, without(stored, { before, now: object }) as AnyObject);
    }
    this.#clientSide.delete(key);
    this.#applied.set(`${manager} ${key}`, object);
  }

  #annotate([resource = '', name = '', annotation = '']: readonly string[]): string {
    const { kind, metadata } = JSON.parse(this.#get([resource, name], '')) as AnyObject;
    const annotations = Object.fromEntries([annotation.split('=')]);
    this.put({ kind, metadata: { ...metadata, annotations } });
    return '';
  }

  #label(args: readonly string[]): string {
    const [resource = '', name = '', label = ''] = args;
    const { kind, metadata } = JSON.parse(this.#get([resource, name], '')) as AnyObject;
    const labels = Object.fromEntries([label.split('=')]);
    this.put({ kind, metadata: { ...metadata, labels } });
    this.#options.applied?.(this.objects.get(keyOf({ kind, metadata } as AnyObject))!, this);
    return '';
  }

  #patch(args: readonly string[]): string {
    const [resource = '', name = ''] = args;
    const file = args.find((arg) => arg.startsWith('--patch-file='))?.slice('--patch-file='.length) ?? '';
    const found = JSON.parse(this.#get([resource, name], '')) as AnyObject;
    const { kind, metadata } = found;
    this.put({ kind, metadata, ...JSON.parse(readFileSync(file, 'utf8')) });
    return JSON.stringify(this.objects.get(keyOf(found)));
  }

  #rollout(args: readonly string[]): string {
    const workload = args[1] ?? '';
    const said = this.rollouts.shift();
    if (said !== undefined) throw new KubectlError(`Run kubectl rollout: ${said}`);
    if (this.stuck.has(workload)) throw new KubectlError('Run kubectl rollout: timed out');
    const [resource = '', name = ''] = workload.split('/');
    const namespace = args.find((arg) => arg.startsWith('--namespace=')) ?? '';
    const { kind, metadata } = JSON.parse(this.#get([resource, name, namespace], '')) as AnyObject;
    const conditions = [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }];
    this.put({ kind, metadata, status: { conditions } });
    return '';
  }
}

/** Returns possible kinds of resource `promises.platform.kratix.io`, `storageclasses` or `secret`. */
function kindsOf(resource: string): readonly string[] {
  const name = resource.split('.')[0]!;
  return [name, name.replace(/s$/, ''), name.replace(/es$/, '')];
}

function itemsOf(input: string): readonly object[] {
  return input.split('\n').map((line) => JSON.parse(line) as object);
}

/** One object is printed alone, several as a list, none as nothing. */
function printList(objects: readonly object[]): string {
  if (objects.length === 0) return '';
  return JSON.stringify(objects.length === 1 ? objects[0] : { kind: 'List', items: objects });
}

function keyOf({ kind, metadata }: AnyObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Maps key by key, lists of named things by name, everything else as it is given. */
function merge(before: unknown, given: unknown): unknown {
  if (isNamedList(before) && isNamedList(given)) {
    const names = [...new Set([...before, ...given].map(({ name }) => name))];
    const of = (list: readonly Fields[], name: unknown): unknown => list.find((one) => one['name'] === name);
    return names.map((name) => merge(of(before, name), of(given, name)));
  }
  if (!isFields(before) || !isFields(given)) return given === undefined ? before : given;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(given)])];
  return Object.fromEntries(keys.map((key) => [key, merge(before[key], given[key])]));
}

/** A value without the fields that were applied before and are not now. */
function without(value: unknown, { before, now }: { before: unknown; now: unknown }): unknown {
  if (!isFields(value) || !isFields(before) || !isFields(now)) return value;
  const kept = Object.entries(value).filter(([key]) => key in now || !(key in before));
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, without(inner, { before: before[key], now: now[key] })]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNamedList(value: unknown): value is Fields[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isFields(one) && 'name' in one);
}
