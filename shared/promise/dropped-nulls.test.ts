import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { droppedNulls } from './dropped-nulls.ts';

function appliedAs(written: unknown, arrived: unknown): KubernetesObject {
  const text = typeof written === 'string' ? written : JSON.stringify({ spec: written });
  return {
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name: 'x', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': text } },
    spec: arrived,
  };
}

describe('droppedNulls()', () => {
  it('reports each dropped null with its path and a fix', () => {
    const written = { applications: [{ name: 'web', values: { a: null, b: { c: null, d: 1 } } }] };
    const arrived = { applications: [{ name: 'web', values: { b: { d: 1 } } }] };
    expect(droppedNulls(appliedAs(written, arrived))).toEqual(
      ['a', 'b.c'].map(
        (path) =>
          `spec.applications[0].values.${path}: the null was dropped by client-side kubectl apply; use kubectl apply --server-side to keep it`,
      ),
    );
  });

  it('ignores a null that arrived, and a field that has a value now', () => {
    expect(droppedNulls(appliedAs({ a: null, b: null }, { a: null, b: 1 }))).toEqual([]);
  });

  it.each(['no JSON', '[]', 'null', '{"spec":null}', '{}'])('ignores the annotation %j', (text) => {
    expect(droppedNulls(appliedAs(text, {}))).toEqual([]);
  });

  it('ignores a request without the annotation', () => {
    expect(droppedNulls({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, spec: {} })).toEqual([]);
  });

  it('stops in a deep annotation where the request has no counterpart', () => {
    const deep = `{"spec":{"a":${'['.repeat(100_000)}null${']'.repeat(100_000)}}}`;
    expect(droppedNulls(appliedAs(deep, { a: 1 }))).toEqual([]);
  });
});
