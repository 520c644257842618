import {
  fieldManager,
  type Kubectl,
  KubectlError,
  type KubernetesObject,
  type ObjectMeta,
} from './kubectl.ts';
import { type Change, foldChanges } from './step.ts';
import { waitUntil } from './wait-until.ts';

/** An object as the API server has it. */
type Stored = KubernetesObject & { readonly metadata: ObjectMeta & { readonly resourceVersion?: string } };

/**
 * Server-side apply that tells whether it changed anything: the API server gives an object a new resource version
 * only where it did.
 *
 * @throws KubectlError
 */
export async function applyObjects(kubectl: Kubectl, objects: readonly object[]): Promise<Change> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const file = ['--filename=-', '--output=json'];
  const before = versions(await kubectl.run(['get', ...file, '--ignore-not-found'], input));
  const flags = ['--server-side', '--force-conflicts', `--field-manager=${fieldManager}`];
  const after = versions(await kubectl.run(['apply', ...flags, ...file], input));
  return foldChanges(
    [...after].map(([object, version]) => {
      const known = before.get(object);
      if (known === undefined) return 'made';
      return known === version ? 'unchanged' : 'changed';
    }),
  );
}

/**
 * The same, tried again while the cluster says that what judges an object is not ready yet, as a webhook is not in
 * the first seconds after its pod runs.
 *
 * @throws KubectlError for every other refusal; Obstacle when it lasts too long
 */
export async function applyWhenReady(
  kubectl: Kubectl,
  { objects, what, within }: { objects: readonly object[]; what: string; within: number },
): Promise<Change> {
  return whenReady({ what, within, work: () => applyObjects(kubectl, objects) });
}

/** Works, and again for as long as it fails because a webhook or a definition is not ready. */
export async function whenReady<T>({
  what,
  within,
  work,
}: {
  what: string;
  within: number;
  work: () => Promise<T>;
}): Promise<T> {
  const probe = async (): Promise<{ value: T }> => ({ value: await work() });
  const { value } = await waitUntil({
    what: `${what} is accepted`,
    within,
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

function versions(text: string): ReadonlyMap<string, string | undefined> {
  if (text.trim() === '') return new Map();
  const parsed = JSON.parse(text) as Stored & { readonly items?: readonly Stored[] };
  return new Map(
    (parsed.items ?? [parsed]).map(({ kind, metadata }) => [
      `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      metadata.resourceVersion,
    ]),
  );
}
