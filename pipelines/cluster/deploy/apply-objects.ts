import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { fieldManager, type Kubectl, KubectlError } from '../kubectl.ts';
import { type Change, foldChanges } from './step.ts';
import { atMost, type Timeout, waitUntil } from './wait-until.ts';

/** Object in the cluster. */
export type Stored = KubernetesObject & { readonly [field: string]: unknown };

const serverSide = ['--server-side', '--force-conflicts', `--field-manager=${fieldManager}`];

/** Returns the result of an apply without storing it. @throws KubectlError */
export async function tryObject<T extends KubernetesObject>(kubectl: Kubectl, object: object): Promise<T> {
  const flags = [...serverSide, '--dry-run=server', '--filename=-', '--output=json'];
  return JSON.parse(await kubectl.run(['apply', ...flags], JSON.stringify(object))) as T;
}

/**
 * Applies objects on the server side, and returns whether an object changed.
 *
 * @throws KubectlError
 */
export async function applyObjects(kubectl: Kubectl, objects: readonly object[]): Promise<Change> {
  // a stream and not a list: kubectl validates the items of a list itself, and refuses partial objects
  const input = objects.map((object) => JSON.stringify(object)).join('\n');
  const file = ['--filename=-', '--output=json'];
  const before = contents(await kubectl.run(['get', ...file, '--ignore-not-found'], input));
  const after = contents(await kubectl.run(['apply', ...serverSide, ...file], input));
  return foldChanges(
    [...after].map(([object, content]) => {
      const known = before.get(object);
      if (known === undefined) return 'made';
      return known === content ? 'unchanged' : 'changed';
    }),
  );
}

/** Creates a namespace of another owner if it is missing, and never changes it. @throws KubectlError */
export async function ensureNamespace(kubectl: Kubectl, name: string): Promise<Change> {
  if ((await kubectl.find(['namespace', name])) !== undefined) return 'unchanged';
  return applyObjects(kubectl, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }]);
}

/**
 * Applies objects, and retries while a webhook or a definition is not ready, such as in the first seconds of its pod.
 *
 * @throws KubectlError for every other refusal; ActionableError after the time limit
 */
export async function applyWhenReady(
  kubectl: Kubectl,
  { objects, what, timeout }: { objects: readonly object[]; what: string; timeout: Timeout },
): Promise<Change> {
  return whenReady({ what, timeout, work: () => applyObjects(kubectl, objects) });
}

/** Seconds after which a webhook or a definition will not become ready. */
const longest = 120;

/** Retries some work while it fails because a webhook or a definition is not ready. */
export async function whenReady<T>({
  what,
  timeout,
  work,
}: {
  what: string;
  timeout: Timeout;
  work: () => Promise<T>;
}): Promise<T> {
  const probe = async (): Promise<{ value: T }> => ({ value: await work() });
  const { value } = await waitUntil({
    what: `${what} is accepted`,
    timeout: atMost(timeout, longest),
    probe,
    passing: isPassing,
    every: 2000,
  });
  return value;
}

const passing = /failed calling webhook|no endpoints available|connection refused|ensure CRDs are installed/;

function isPassing(error: unknown): boolean {
  return error instanceof KubectlError && passing.test(error.message);
}

function contents(text: string): ReadonlyMap<string, string> {
  if (text.trim() === '') return new Map();
  const parsed = JSON.parse(text) as Stored & { readonly items?: readonly Stored[] };
  return new Map((parsed.items ?? [parsed]).map((object) => [keyOf(object), contentOf(object)]));
}

function keyOf({ kind, metadata }: Stored): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Annotations that controllers set: the revision of a Deployment, and the request of a refresh by Argo CD's webhook. */
const ofControllers = /^(deployment\.kubernetes\.io\/|argocd\.argoproj\.io\/refresh$)/;

/** Returns the content of an object without the fields that the cluster sets. Argo CD sets `operation` for a sync. */
export function contentOf({ status: _, operation: __, metadata, ...content }: Stored): string {
  const { labels, annotations = {} } = metadata;
  const given = Object.entries(annotations).filter(([name]) => !ofControllers.test(name));
  return JSON.stringify({ ...content, labels, annotations: Object.fromEntries(given) });
}
