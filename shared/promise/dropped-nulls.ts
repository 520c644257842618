import type { KubernetesObject } from '../kubernetes-object.ts';
import { isRecord } from './is-record.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Reports nulls that never arrived. Client-side `kubectl apply` records the whole request in an annotation and then
 * sends it without its nulls, so that a null that removes a chart's default is lost.
 *
 * @returns one warning for each null, with its path and what to do
 */
export function droppedNulls({ metadata, spec }: KubernetesObject): string[] {
  const applied = parsedOrUndefined(metadata.annotations?.[lastApplied]);
  if (!isRecord(applied)) return [];
  return nullPaths(applied['spec'], spec, 'spec').map(
    (path) =>
      `${path}: the null was dropped by client-side kubectl apply; use kubectl apply --server-side to keep it`,
  );
}

function parsedOrUndefined(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The annotation belongs to the client; nothing depends on it.
    return undefined;
  }
}

function nullPaths(written: unknown, arrived: unknown, path: string): string[] {
  if (written === null) return arrived === undefined ? [path] : [];
  // Without a counterpart there is nothing to compare, however deep the annotation is.
  if (Array.isArray(written)) {
    if (!Array.isArray(arrived)) return [];
    return written.flatMap((entry, index) => nullPaths(entry, arrived[index], `${path}[${index}]`));
  }
  if (!isRecord(written) || !isRecord(arrived)) return [];
  return Object.entries(written).flatMap(([key, entry]) => nullPaths(entry, arrived[key], `${path}.${key}`));
}
