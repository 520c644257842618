import { describe, expect, it } from 'vitest';
import { scalarText } from './scalar-text.ts';

describe('scalarText()', () => {
  it.each([
    ['a', 'a'],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('returns %j as text', (value, text) => expect(scalarText(value)).toBe(text));

  it('returns no text of an object or a list', () => {
    const values: unknown[] = [{}, { toString: 1 }, { valueOf: null }, [], [{ toString: 1, valueOf: 1 }]];
    expect(values.map(scalarText)).toEqual(values.map(() => ''));
  });
});
