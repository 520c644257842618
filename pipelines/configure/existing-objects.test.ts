import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { existingObjects } from './existing-objects.ts';

test('existingObjects() derives the age from the order, after all objects with a timestamp', () => {
  const objects = [
    request('new'),
    request('old', { creationTimestamp: '2024-01-01T00:00:00Z' }),
    request('older', { creationTimestamp: '2023-06-01T02:00:00+02:00' }),
    request('newest'),
  ];
  expect(
    existingObjects(objects).map(({ metadata }) => `${metadata.name} ${metadata.creationTimestamp}`),
  ).toEqual([
    'new 9999-12-31T23:59:59.000000000Z',
    'old 2024-01-01T00:00:00Z',
    'older 2023-06-01T00:00:00Z',
    'newest 9999-12-31T23:59:59.000000003Z',
  ]);
});

test('existingObjects() returns the same unique uid in every run, and keeps a real one', () => {
  const uids = (): string[] =>
    existingObjects([
      request('a'),
      request('b'),
      request('a', { namespace: 'other' }),
      { ...request('a'), kind: 'Redis' },
      request('c', { uid: '0b5c2e5e-9d34-4d0e-8d5f-1c0e6a1f7a10' }),
    ]).map(({ metadata }) => metadata.uid);
  expect(uids()).toEqual(uids());
  expect(new Set(uids()).size).toBe(5);
  expect(uids()[4]).toBe('0b5c2e5e-9d34-4d0e-8d5f-1c0e6a1f7a10');
});

test('existingObjects() merges a repeated object: content of the last, age of the first', () => {
  const again = { ...request('a', { namespace: 'default' }), spec: { replicas: 2 } };
  const [first, second, ...others] = existingObjects([request('a'), request('b'), again]);
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    spec: { replicas: 2 },
    metadata: { creationTimestamp: '9999-12-31T23:59:59.000000000Z' },
  });
  expect(second?.metadata.creationTimestamp).toBe('9999-12-31T23:59:59.000000001Z');
});

function request(name: string, metadata: Partial<KubernetesObject['metadata']> = {}): KubernetesObject {
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'ApplicationClaim',
    metadata: { name, ...metadata },
  };
}
