import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../../shared/is-record.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { type Objects, Refused } from '../kratix/back-end.ts';

interface Stored extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly generation: number };
}

/**
 * Objects in memory, by the paths of an API server, with its rules for `generation`, `finalizers`, the status
 * subresource and merge patches (Kubernetes, "API conventions" and "Finalizers").
 */
export class MemoryObjects implements Objects {
  readonly #objects = new Map<string, Stored>();
  #created = 0;

  /** Returns all objects of an API group, the oldest first. */
  listGroup(group: string): KubernetesObject[] {
    return [...this.#objects.values()].filter(({ apiVersion }) => apiVersion.startsWith(`${group}/`));
  }

  async find<T = KubernetesObject>(path: string): Promise<T | undefined> {
    return structuredClone(this.#objects.get(path)) as T | undefined;
  }

  async list<T = KubernetesObject>(path: string): Promise<readonly T[]> {
    const paths = [...this.#objects.keys()].filter((key) => key.startsWith(`${path}/`));
    return paths.map((key) => structuredClone(this.#objects.get(key)) as T);
  }

  async create(path: string, body: object): Promise<KubernetesObject> {
    const { metadata, ...object } = body as KubernetesObject;
    this.#created += 1;
    const identity = { uid: `00000000-0000-4000-8000-${String(this.#created).padStart(12, '0')}` };
    const stored = { ...object, metadata: { ...identity, ...metadata, generation: 1 } };
    this.#objects.set(`${path}/${metadata.name}`, structuredClone(stored));
    return stored;
  }

  async merge(path: string, patch: object): Promise<KubernetesObject> {
    return this.#update(path, (before) => mergePatch(before, patch) as Stored);
  }

  async replace(path: string, body: object): Promise<KubernetesObject> {
    return this.#update(path, () => body as Stored);
  }

  /** Deletes an object; with finalizers, sets `deletionTimestamp` until the last of them is removed. */
  async remove(path: string): Promise<void> {
    const before = this.#objects.get(path);
    if (before === undefined) return;
    // Nothing reads the time, only whether it is set.
    const deletionTimestamp = before.metadata.deletionTimestamp ?? '9999-12-31T23:59:59Z';
    this.#store(path, { ...before, metadata: { ...before.metadata, deletionTimestamp } });
  }

  #update(path: string, change: (before: Stored) => Stored): KubernetesObject {
    const isStatus = path.endsWith('/status');
    const key = path.replace(/\/status$/, '');
    const before = this.#objects.get(key);
    if (before === undefined) throw new Refused(404, `${key}: not found`);
    const after = structuredClone(change(before));
    const next = isStatus ? { ...before, status: after.status } : { ...after, status: before.status };
    const isEdited = !isDeepStrictEqual(next.spec, before.spec);
    const generation = before.metadata.generation + (isEdited ? 1 : 0);
    return this.#store(key, { ...next, metadata: { ...next.metadata, generation } });
  }

  #store(path: string, object: Stored): KubernetesObject {
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) this.#objects.delete(path);
    else this.#objects.set(path, object);
    return structuredClone(object);
  }
}

/** Applies a JSON merge patch (RFC 7396). */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
