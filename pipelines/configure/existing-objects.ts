import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { defaultNamespace } from '../../shared/release/names.ts';

/** Object with the metadata that the API server sets and a file may lack. */
export type ExistingObject = KubernetesObject & {
  readonly metadata: {
    readonly namespace: string;
    readonly uid: string;
    /** RFC 3339 in UTC; its texts sort by age. */
    readonly creationTimestamp: string;
  };
};

/**
 * Gives objects what the API server would have given them: a namespace, an age and a uid, the same in every run.
 * The order of the objects is their age: one without a timestamp is younger than all that have one and than all
 * before it. An object that comes twice counts once, as if applied again: content of the last, age of the first.
 */
export function existingObjects(objects: readonly KubernetesObject[]): ExistingObject[] {
  const applied = new Map<string, ExistingObject>();
  for (const [position, object] of objects.entries()) {
    const { metadata } = object;
    const namespace = metadata.namespace ?? defaultNamespace;
    const key = `${object.apiVersion}/${object.kind}/${namespace}/${metadata.name}`;
    const before = applied.get(key)?.metadata;
    // What is unique serves: nobody but this program reads it.
    const uid = metadata.uid ?? before?.uid ?? key;
    const creationTimestamp =
      timeOf(metadata.creationTimestamp) ?? before?.creationTimestamp ?? youngest(position);
    applied.set(key, { ...object, metadata: { ...metadata, namespace, uid, creationTimestamp } });
  }
  return [...applied.values()];
}

/** The form in which the API server writes timestamps; with a fraction it writes micro times, and we the youngest. */
const apiServerForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** A timestamp in the API server's form; undefined for what is no RFC 3339, whose years have four digits. */
function timeOf(text = ''): string | undefined {
  if (apiServerForm.test(text)) return text;
  const time = /^\d{4}-/.test(text) ? new Date(text) : undefined;
  return time === undefined || Number.isNaN(time.getTime())
    ? undefined
    : `${time.toISOString().slice(0, 19)}Z`;
}

/** Younger than every real one, in the order of the positions. */
function youngest(position: number): string {
  return `9999-12-31T23:59:59.${String(position).padStart(9, '0')}Z`;
}
