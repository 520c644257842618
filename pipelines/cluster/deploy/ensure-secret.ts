import { ActionableError } from '../../../shared/errors.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { renderSecret } from '../../../shared/kubernetes-secret.ts';
import type { Cluster } from '../cluster.ts';
import { applyObjects } from './apply-objects.ts';
import type { Change } from './step.ts';

/** Secret with generated values. */
export interface WantedSecret<Key extends string> {
  readonly namespace: string;
  readonly name: string;
  readonly type?: string;
  readonly keys: readonly Key[];
  readonly make: () => Record<Key, string> | Promise<Record<Key, string>>;
  /** Returns whether existing values must be replaced. Defaults to never. */
  readonly isOutdated?: (data: Record<Key, string>) => boolean;
}

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Returns the decoded data of a Secret, if it exists. @throws ClusterError */
export async function readSecret(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
): Promise<Readonly<Record<string, string>> | undefined> {
  const found = await cluster.find<Secret>({ apiVersion: 'v1', kind: 'Secret', namespace, name });
  if (found === undefined) return undefined;
  const decoded = Object.entries(found.data ?? {}).map(([key, text]) => [
    key,
    Buffer.from(text, 'base64').toString(),
  ]);
  return Object.fromEntries(decoded);
}

/**
 * Creates a Secret once and keeps it, so that encrypted and signed data remains valid. Replaces outdated values only.
 *
 * @throws ActionableError if an existing Secret lacks a key
 */
export async function ensureSecret<Key extends string>(
  cluster: Cluster,
  { namespace, name, type = 'Opaque', keys, make, isOutdated }: WantedSecret<Key>,
): Promise<{ readonly data: Record<Key, string>; readonly change: Change }> {
  const found = await readSecret(cluster, { namespace, name });
  if (found !== undefined) {
    const missing = keys.filter((key) => !found[key]);
    if (missing.length > 0) {
      const hint = 'add the keys, or delete the Secret to create a new one';
      throw new ActionableError(`Secret ${namespace}/${name} has no ${missing.join(', ')}`, { hint });
    }
    const known = found as Record<Key, string>;
    if (isOutdated?.(known) !== true) return { data: known, change: 'unchanged' };
  }
  const data = await make();
  const change = await applyObjects(cluster, [renderSecret({ namespace, name, type, data })]);
  return { data, change };
}
