import { describe, expect, it } from 'vitest';
import { truncate } from './truncate.ts';

describe('truncate()', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a🚀b', 4, 'a🚀b'],
    ['a🚀bc', 4, 'a🚀…'],
    ['a🚀bc', 3, 'a…'],
  ])('limits %s to %i characters: %s', (text, length, expected) => {
    expect(truncate(text, length)).toBe(expected);
  });
});
