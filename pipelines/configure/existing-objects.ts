import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../shared/release/surroundings.ts';

/** What a request that exists has, and one in a file may lack. */
export type ExistingObject = KubernetesObject & {
  readonly metadata: {
    readonly namespace: string;
    readonly uid: string;
    /** RFC 3339, UTC, to the second. */
    readonly creationTimestamp: string;
  };
};

/** The namespace that kubectl applies to where none is given. */
const defaultNamespace = 'default';

/**
 * Gives objects what the API server would have given them: a namespace, an age and a uid, the same in every run.
 * The order of the objects is their age: one without a timestamp is younger than all that have one and than all
 * before it. An object that comes twice counts once, as if applied again: content of the last, age of the first.
 */
export function existingObjects(objects: readonly KubernetesObject[]): ExistingObject[] {
  const applied = new Map<string, ExistingObject>();
  let youngest = newestTimestamp(objects);
  for (const object of objects) {
    const { metadata } = object;
    const namespace = metadata.namespace ?? defaultNamespace;
    const key = `${object.apiVersion}/${object.kind}/${namespace}/${metadata.name}`;
    const before = applied.get(key)?.metadata;
    const uid = metadata.uid ?? before?.uid ?? uidOf(key);
    const age = parseTime(metadata.creationTimestamp);
    const creationTimestamp =
      age === undefined ? (before?.creationTimestamp ?? printTime(++youngest)) : printTime(age);
    applied.set(key, { ...object, metadata: { ...metadata, namespace, uid, creationTimestamp } });
  }
  return [...applied.values()];
}

/** Seconds since 1970 of the youngest object that says its age. */
function newestTimestamp(objects: readonly KubernetesObject[]): number {
  return objects.reduce(
    (newest, { metadata }) => Math.max(newest, parseTime(metadata.creationTimestamp) ?? 0),
    0,
  );
}

/** Seconds since 1970; undefined for what is no RFC 3339, whose years have four digits. */
function parseTime(text = ''): number | undefined {
  const seconds = /^\d{4}-/.test(text) ? Math.floor(Date.parse(text) / 1000) : Number.NaN;
  return Number.isNaN(seconds) ? undefined : seconds;
}

function printTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** In the form of a UUID of version 8 (RFC 9562: custom, here a hash). */
function uidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
