import { describe, expect, it } from 'vitest';
import { isLabelKey } from './labels.ts';

describe('isLabelKey()', () => {
  it.each([
    ['tier', true],
    ['example.com/tier_1.a', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    [`${'a.'.repeat(126)}a/tier`, true],
    [`${'a.'.repeat(127)}a/tier`, false],
    ['-tier', false],
    ['Example.com/tier', false],
    ['example.com/', false],
    ['a/b/c', false],
    ['', false],
  ])('returns for %s: %s', (key, expected) => {
    expect(isLabelKey(key)).toBe(expected);
  });
});
