import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Returns a warning for each null that client-side `kubectl apply` dropped. It records the whole request in an annotation
 * but sends it without nulls: a null that removes a chart's default is lost.
 */
export function droppedNulls({ metadata, spec }: KubernetesObject): string[] {
  const applied = tryParseJson(metadata.annotations?.[lastApplied]);
  if (!isRecord(applied)) return [];
  return nullPaths(applied['spec'], spec, 'spec').map(
    (path) =>
      `${path}: the null was dropped by client-side kubectl apply; use kubectl apply --server-side to keep it`,
  );
}

function tryParseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Any client may write the annotation; it only serves for warnings.
    return undefined;
  }
}

function nullPaths(written: unknown, arrived: unknown, path: string): string[] {
  if (written === null) return arrived === undefined ? [path] : [];
  // Stop where the request has no counterpart: the annotation can be arbitrarily deep.
  if (Array.isArray(written)) {
    if (!Array.isArray(arrived)) return [];
    return written.flatMap((entry, index) => nullPaths(entry, arrived[index], `${path}[${index}]`));
  }
  if (!isRecord(written) || !isRecord(arrived)) return [];
  return Object.entries(written).flatMap(([key, entry]) => nullPaths(entry, arrived[key], `${path}.${key}`));
}
