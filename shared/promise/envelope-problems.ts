import type { Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { didYouMean, nearest } from '../nearest.ts';
import { printableValue } from '../printable-value.ts';
import { typeMismatch } from '../type-mismatch.ts';

const objectFields = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** Fields of `metadata` (Kubernetes API reference, ObjectMeta). */
export const metadataFields: readonly string[] = [
  'annotations',
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'labels',
  'managedFields',
  'name',
  'namespace',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

/**
 * Reports problems outside of `spec`: unknown fields and invalid labels. The API server refuses these, but a file can
 * contain them.
 */
export function envelopeProblems(object: KubernetesObject): Problem[] {
  const { metadata } = object;
  return [
    ...unknownFields(object, objectFields).map(({ key, hint }) => ({
      path: key,
      message: `Unknown field${hint || '; fields of a request belong below spec'}`,
    })),
    ...unknownFields(metadata, metadataFields).map(({ key, hint }) => ({
      path: `metadata.${key}`,
      message: `Unknown field${hint}`,
    })),
    ...stringMapProblems(metadata.labels, 'metadata.labels'),
    ...stringMapProblems(metadata.annotations, 'metadata.annotations'),
  ];
}

function unknownFields(map: object, known: readonly string[]): { key: string; hint: string }[] {
  const unknown = Object.keys(map).filter((key) => !known.includes(key));
  return unknown.map((key) => ({ key, hint: didYouMean(nearest(key, known)) }));
}

function stringMapProblems(map: unknown, path: string): Problem[] {
  if (map === undefined || map === null) return [];
  if (!isRecord(map))
    return [{ path, message: typeMismatch({ expected: ['object'], value: map, shown: undefined }) }];
  const wrong = Object.entries(map).filter(([, value]) => typeof value !== 'string');
  return wrong.map(([key, value]) => ({
    path: `${path}.${key}`,
    message: typeMismatch({ expected: ['string'], value, shown: printableValue(value, [key]) }),
  }));
}
