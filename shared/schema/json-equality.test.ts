import { describe, expect, it } from 'vitest';
import { equalItems, isEqualJSON } from './json-equality.ts';

describe('isEqualJSON()', () => {
  it.each<[unknown, unknown, boolean]>([
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ toString: 1 }, { toString: 1 }, true],
    [{ a: 1 }, { b: 1 }, false],
    [[1], { '0': 1 }, false],
    [null, {}, false],
    [0, -0, true],
    ['1', 1, false],
  ])('compares %j and %j', (one, other, equal) => expect(isEqualJSON(one, other)).toBe(equal));
});

describe('equalItems()', () => {
  it('returns the first two equal items, whatever the order of their keys', () => {
    expect(equalItems(['1', 1, { a: 1, b: 2 }, { b: 2, a: 1 }], () => {})).toEqual([2, 3]);
    expect(equalItems(['1', 1, [1], '[1]', null, 'null', true, 'true'], () => {})).toBeUndefined();
  });
});
