import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globsOverlap, matchesGlob } from './glob.ts';

describe('matchesGlob()', () => {
  it.each([
    ['dev', 'dev', true],
    ['dev', 'develop', false],
    ['*', '', true],
    ['team-*', 'team-a', true],
    ['*-dev', 'team-dev', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b', 'ab', true],
    ['ab*b', 'ab', false],
  ])('matches "%s" with "%s": %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  it('matches the same names as the equivalent regular expression', () => {
    const pattern = fc.stringMatching(/^[ab*]{1,6}$/);
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab]{0,8}$/), (glob, name) => {
        return matchesGlob(glob, name) === new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
      }),
    );
  });

  it('takes linear time for a pattern with many stars', () => {
    expect(matchesGlob(`${'*a'.repeat(31)}b`, 'a'.repeat(63))).toBe(false);
  });
});

describe('globsOverlap()', () => {
  it.each([
    ['pay-*', '*-dev', true],
    ['pay-*', 'pay-*', true],
    ['pay-*', 'web-*', false],
    ['pay', 'pay', true],
    ['pay', 'pay-*', false],
    ['pay*', 'pay', true],
    ['*a', '*b', false],
    ['*.example.com', '*.pay.example.com', true],
    ['*a*', 'b*b', true],
    ['*', 'x', true],
  ])('compares "%s" and "%s": %s', (one, other, expected) => {
    expect(globsOverlap(one, other)).toBe(expected);
    expect(globsOverlap(other, one)).toBe(expected);
  });

  it('finds an overlap for every name that both patterns match', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, pattern, name, (one, other, text) => {
        fc.pre(matchesGlob(one, text) && matchesGlob(other, text));
        expect(globsOverlap(one, other)).toBe(true);
      }),
    );
  });

  it('agrees with a search through all short names', () => {
    const names = [''];
    for (const text of names) if (text.length < 6) names.push(`${text}a`, `${text}b`);
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 3 });
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const found = names.some((name) => matchesGlob(one, name) && matchesGlob(other, name));
        expect(globsOverlap(one, other)).toBe(found);
      }),
    );
  });
});
