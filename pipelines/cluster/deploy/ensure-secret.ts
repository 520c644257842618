import { ActionableError } from '../../../shared/errors.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { renderSecret } from '../../../shared/kubernetes-secret.ts';
import type { Kubectl } from '../kubectl.ts';
import { applyObjects } from './apply-objects.ts';
import type { Change } from './step.ts';

/** A Secret of which every cluster has its own. */
export interface WantedSecret<Key extends string> {
  readonly namespace: string;
  readonly name: string;
  readonly type?: string;
  readonly keys: readonly Key[];
  readonly make: () => Record<Key, string> | Promise<Record<Key, string>>;
}

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** What a Secret holds, as text; undefined where there is none. @throws KubectlError */
export async function readSecret(
  kubectl: Kubectl,
  { namespace, name }: { namespace: string; name: string },
): Promise<Readonly<Record<string, string>> | undefined> {
  const found = await kubectl.find<Secret>(['secret', name, `--namespace=${namespace}`]);
  if (found === undefined) return undefined;
  const decoded = Object.entries(found.data ?? {}).map(([key, text]) => [
    key,
    Buffer.from(text, 'base64').toString(),
  ]);
  return Object.fromEntries(decoded);
}

/**
 * A Secret that is made once and kept ever after: what was encrypted, signed or handed out with it stays valid.
 *
 * @throws ActionableError where one of that name holds something else
 */
export async function ensureSecret<Key extends string>(
  kubectl: Kubectl,
  { namespace, name, type = 'Opaque', keys, make }: WantedSecret<Key>,
): Promise<{ readonly data: Record<Key, string>; readonly change: Change }> {
  const found = await readSecret(kubectl, { namespace, name });
  if (found !== undefined) {
    const missing = keys.filter((key) => !found[key]);
    if (missing.length === 0) return { data: found as Record<Key, string>, change: 'unchanged' };
    const hint = 'add them, or delete it to have a new one made';
    throw new ActionableError(`Secret ${namespace}/${name} has no ${missing.join(', ')}`, { hint });
  }
  const data = await make();
  const change = await applyObjects(kubectl, [renderSecret({ namespace, name, type, data })]);
  return { data, change };
}
