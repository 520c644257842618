import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { envelopeProblems } from './describe-envelope.ts';

const object = { apiVersion: 'v1', kind: 'Any', metadata: { name: 'any' }, spec: {} };
const problemsOf = (more: object) => envelopeProblems({ ...object, ...more } as KubernetesObject);

describe('envelopeProblems()', () => {
  it('finds nothing in an object as the API server stores it', () => {
    const metadata = {
      ...object.metadata,
      labels: { a: 'b' },
      annotations: {},
      managedFields: [],
      generation: 1,
    };
    expect(problemsOf({ metadata, status: {} })).toEqual([]);
  });

  it('names a field that stands too far to the left', () => {
    expect(problemsOf({ applications: [] })).toEqual([
      { path: 'applications', message: 'Unknown field: what a request asks for stands below spec' },
    ]);
    expect(problemsOf({ specs: {} })).toEqual([
      { path: 'specs', message: "Unknown field: did you mean 'spec'?" },
    ]);
  });

  it('names a field that metadata has not, and labels that are no texts', () => {
    const metadata = { name: 'any', label: {}, labels: [1], annotations: { replicas: 3 } };
    expect(problemsOf({ metadata })).toEqual([
      { path: 'metadata.label', message: "Unknown field: did you mean 'labels'?" },
      { path: 'metadata.labels', message: 'Expected a map of texts' },
      { path: 'metadata.annotations.replicas', message: 'Expected a text: put it in quotes' },
    ]);
  });
});
