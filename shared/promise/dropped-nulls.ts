import type { KubernetesObject } from '../kubernetes-object.ts';
import { isRecord } from './is-record.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Nulls that the requester wrote and that never arrived: client-side `kubectl apply` records the whole text in an
 * annotation and then sends it without its nulls, so a null meant to remove a chart's default is lost.
 *
 * @returns one warning for each, with its path and the way out
 */
export function droppedNulls({ metadata, spec }: KubernetesObject): string[] {
  const applied = parsedOrUndefined(metadata.annotations?.[lastApplied]);
  if (!isRecord(applied)) return [];
  return nullPaths(applied['spec'], spec, 'spec').map(
    (path) =>
      `${path}: the null was dropped by client-side kubectl apply before it was sent: apply with --server-side to keep it`,
  );
}

function parsedOrUndefined(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The annotation is a client's own note: an unreadable one tells nothing and decides nothing.
    return undefined;
  }
}

function nullPaths(written: unknown, arrived: unknown, path: string): string[] {
  if (written === null) return arrived === undefined ? [path] : [];
  // Where nothing of the kind arrived there is nothing to compare, however deep a client's note goes on.
  if (Array.isArray(written)) {
    if (!Array.isArray(arrived)) return [];
    return written.flatMap((entry, index) => nullPaths(entry, arrived[index], `${path}[${index}]`));
  }
  if (!isRecord(written) || !isRecord(arrived)) return [];
  return Object.entries(written).flatMap(([key, entry]) => nullPaths(entry, arrived[key], `${path}.${key}`));
}
