import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { withNamespace } from './request-namespace.ts';

/** Object with the metadata that the API server sets and a file may lack. */
export type ExistingObject = KubernetesObject & {
  readonly metadata: {
    readonly namespace: string;
    readonly uid: string;
    /** RFC 3339 in UTC, so that its strings sort by age. */
    readonly creationTimestamp: string;
  };
};

/**
 * Adds the metadata that the API server would set: a namespace, an age and a uid, equal in every run. An object without
 * a timestamp is younger than all objects with one, and than all before it. A repeated object counts once, as if it was
 * applied again: with the content of the last and the age of the first.
 *
 * @param platformNamespace namespace of a BootstrapClaim without one
 */
export function existingObjects(
  objects: readonly KubernetesObject[],
  platformNamespace?: string,
): ExistingObject[] {
  const applied = new Map<string, ExistingObject>();
  for (const [position, given] of objects.entries()) {
    const object = withNamespace(given, platformNamespace);
    const { metadata } = object;
    const key = `${object.apiVersion}/${object.kind}/${metadata.namespace}/${metadata.name}`;
    const before = applied.get(key)?.metadata;
    // Any unique string works, because only this program reads it.
    const uid = metadata.uid ?? before?.uid ?? key;
    const creationTimestamp =
      normalizeTimestamp(metadata.creationTimestamp) ??
      before?.creationTimestamp ??
      syntheticTimestamp(position);
    applied.set(key, { ...object, metadata: { ...metadata, uid, creationTimestamp } });
  }
  return [...applied.values()];
}

/** Timestamps of the API server, and those of {@link syntheticTimestamp}, which have a fraction. */
const apiServerTimestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Returns a timestamp in the form of the API server; undefined if it is not RFC 3339 with a year of four digits. */
function normalizeTimestamp(text = ''): string | undefined {
  if (apiServerTimestamp.test(text)) return text;
  const time = /^\d{4}-/.test(text) ? new Date(text) : undefined;
  return time === undefined || Number.isNaN(time.getTime())
    ? undefined
    : `${time.toISOString().slice(0, 19)}Z`;
}

/** Returns a timestamp that is younger than every real one, in the order of the positions. */
function syntheticTimestamp(position: number): string {
  return `9999-12-31T23:59:59.${String(position).padStart(9, '0')}Z`;
}
