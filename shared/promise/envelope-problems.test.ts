import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { envelopeProblems } from './envelope-problems.ts';

const object = { apiVersion: 'v1', kind: 'Any', metadata: { name: 'any' }, spec: {} };
const problemsOf = (more: object) => envelopeProblems({ ...object, ...more } as KubernetesObject);

describe('envelopeProblems()', () => {
  it('accepts an object as the API server stores it', () => {
    const metadata = {
      ...object.metadata,
      labels: { a: 'b' },
      annotations: {},
      managedFields: [],
      generation: 1,
    };
    expect(problemsOf({ metadata, status: {} })).toEqual([]);
  });

  it('reports a field that belongs below spec', () => {
    expect(problemsOf({ applications: [] })).toEqual([
      { path: 'applications', message: 'Unknown field; fields of a request belong below spec' },
    ]);
    expect(problemsOf({ specs: {} })).toEqual([
      { path: 'specs', message: 'Unknown field; did you mean "spec"?' },
    ]);
  });

  it('reports unknown fields of metadata and labels that are not strings', () => {
    const metadata = { name: 'any', label: {}, labels: [1], annotations: { replicas: 3 } };
    expect(problemsOf({ metadata })).toEqual([
      { path: 'metadata.label', message: 'Unknown field; did you mean "labels"?' },
      { path: 'metadata.labels', message: 'Expected an object, found a list; write one object, without "-"' },
      { path: 'metadata.annotations.replicas', message: 'Expected a string, found the number 3; add quotes' },
    ]);
  });
});
