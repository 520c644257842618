import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { fieldManager, type Kubectl, KubectlError } from '../kubectl.ts';
import { type Change, foldChanges } from './step.ts';
import { atMost, type Timeout, waitUntil } from './wait-until.ts';

/** An object as the API server has it. */
export type Stored = KubernetesObject & { readonly [field: string]: unknown };

const serverSide = ['--server-side', '--force-conflicts', `--field-manager=${fieldManager}`];

/** What an object would be, were it applied. @throws KubectlError */
export async function tryObject<T extends KubernetesObject>(kubectl: Kubectl, object: object): Promise<T> {
  const flags = [...serverSide, '--dry-run=server', '--filename=-', '--output=json'];
  return JSON.parse(await kubectl.run(['apply', ...flags], JSON.stringify(object))) as T;
}

/**
 * Server-side apply that tells whether it changed anything.
 *
 * @throws KubectlError
 */
export async function applyObjects(kubectl: Kubectl, objects: readonly object[]): Promise<Change> {
  // a stream and not a list: what is in a list kubectl judges by itself, and refuses parts of an object
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

/** A namespace that is another's: it is made where it is not there, and never changed. @throws KubectlError */
export async function ensureNamespace(kubectl: Kubectl, name: string): Promise<Change> {
  if ((await kubectl.find(['namespace', name])) !== undefined) return 'unchanged';
  return applyObjects(kubectl, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }]);
}

/**
 * Server-side apply, tried again while the cluster says that what judges an object is not ready yet, as a webhook is not in
 * the first seconds after its pod runs.
 *
 * @throws KubectlError for every other refusal; ActionableError when it lasts too long
 */
export async function applyWhenReady(
  kubectl: Kubectl,
  { objects, what, timeout }: { objects: readonly object[]; what: string; timeout: Timeout },
): Promise<Change> {
  return whenReady({ what, timeout, work: () => applyObjects(kubectl, objects) });
}

/** Seconds after which what judges objects is not coming any more. */
const longest = 120;

/** Works, and again for as long as it fails because a webhook or a definition is not ready. */
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

/** What an object says, apart from what the cluster itself keeps account of. */
export function contentOf({ status: _, metadata, ...content }: Stored): string {
  const { labels, annotations = {} } = metadata;
  const given = Object.entries(annotations).filter(([name]) => !name.startsWith('deployment.kubernetes.io/'));
  return JSON.stringify({ ...content, labels, annotations: Object.fromEntries(given) });
}
