import { describe, expect, it } from 'vitest';
import { replacedLists } from './replaced-lists.ts';

describe('replacedLists()', () => {
  const below = { ports: [1], image: { pullSecrets: ['a'], tag: 'x' }, env: [] };

  it('finds a list that another one, or a null, would replace, at any depth', () => {
    expect(replacedLists(below, { ports: [2], image: { pullSecrets: null } })).toEqual([
      'ports',
      'image.pullSecrets',
    ]);
  });

  it('passes over what merges, and over lists without anything in them', () => {
    expect(replacedLists(below, { image: { tag: 'y' }, env: [1], toString: [1] })).toEqual([]);
  });
});
