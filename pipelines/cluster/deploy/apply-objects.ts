import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Cluster } from '../cluster.ts';
import { type Change, foldChanges } from './step.ts';
import { atMost, type Timeout, waitUntil } from './wait-until.ts';

/** Object in the cluster. */
export type Stored = KubernetesObject & { readonly [field: string]: unknown };

/**
 * Applies objects in their order, and returns their change together. Fields of other managers are kept.
 *
 * @throws ClusterError
 */
export async function applyObjects(cluster: Cluster, objects: readonly object[]): Promise<Change> {
  const changes: Change[] = [];
  for (const object of objects) changes.push(await applyObject(cluster, object as KubernetesObject));
  return foldChanges(changes);
}

async function applyObject(cluster: Cluster, object: KubernetesObject): Promise<Change> {
  const { apiVersion, kind, metadata } = object;
  const { namespace, name } = metadata;
  const before = await cluster.find<Stored>({ apiVersion, kind, namespace, name });
  const after = await cluster.apply<Stored>(object);
  if (before === undefined) return 'created';
  return contentOf(before) === contentOf(after) ? 'unchanged' : 'changed';
}

/** Creates a namespace of another owner if it is missing, and never changes it. @throws ClusterError */
export async function ensureNamespace(cluster: Cluster, name: string): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace' };
  if ((await cluster.find({ ...namespace, name })) !== undefined) return;
  await cluster.apply({ ...namespace, metadata: { name } });
}

/**
 * Applies objects, and retries while a webhook or a definition is not ready, such as in the first seconds of its pod.
 *
 * @throws ClusterError for every other refusal; ActionableError after the time limit
 */
export async function applyWhenReady(
  cluster: Cluster,
  { objects, what, timeout }: { objects: readonly object[]; what: string; timeout: Timeout },
): Promise<Change> {
  return whenReady({ what, timeout, work: () => applyObjects(cluster, objects) });
}

/** Maximum wait in seconds: a webhook or a definition that is not ready by then has a problem. */
const maxWait = 120;

/** Returns the result of some work, which is retried while it fails because a webhook or a definition is not ready. */
export async function whenReady<T>({
  what,
  timeout,
  work,
}: {
  what: string;
  timeout: Timeout;
  work: () => Promise<T>;
}): Promise<T> {
  const { value } = await waitUntil({
    what: `${what} is accepted`,
    timeout: atMost(timeout, maxWait),
    probe: async () => ({ value: await work() }),
    every: 2000,
  });
  return value;
}

/** Annotations that controllers set: the revision of a Deployment, and the refresh that Argo CD's webhook requests. */
const controllerAnnotations = /^(deployment\.kubernetes\.io\/|argocd\.argoproj\.io\/refresh$)/;

/** Returns the content of an object without the fields that the cluster sets. Argo CD sets `operation` for a sync. */
export function contentOf({ status: _, operation: __, metadata, ...content }: Stored): string {
  const { labels, annotations = {} } = metadata;
  const given = Object.entries(annotations).filter(([name]) => !controllerAnnotations.test(name));
  return JSON.stringify({ ...content, labels, annotations: Object.fromEntries(given) });
}
