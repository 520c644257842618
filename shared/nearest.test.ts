import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('nearest()', () => {
  const fields = ['replicas', 'image', 'resources', 'persistence', 'env'];

  it.each([
    ['replica', 'replicas'],
    ['relpicas', 'replicas'],
    ['Image', 'image'],
    ['persistance', 'persistence'],
    ['envs', 'env'],
    ['replicaCount', 'replicas'],
  ])('returns for %s the field %s', (word, field) => {
    expect(nearest(word, fields)).toBe(field);
  });

  it.each(['hostPath', 'x', '', 'storageclassname'])('returns nothing for %s', (word) => {
    expect(nearest(word, fields)).toBeUndefined();
  });

  it('returns the first of equally near candidates', () => {
    expect(nearest('mode', ['node', 'code'])).toBe('node');
    expect(nearest('mode', [])).toBeUndefined();
  });

  it('returns at once for a word of a megabyte', () => {
    expect(nearest('a'.repeat(1_000_000), fields)).toBeUndefined();
  });
});
