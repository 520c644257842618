import { expect, it } from 'vitest';
import { memoize } from './memoize.ts';

it('memoize() computes a result once for each argument', () => {
  let runs = 0;
  const sizeOf = memoize((list: readonly string[]) => {
    runs++;
    return list.length;
  });
  const [one, other] = [['a'], ['a', 'b']];
  expect([sizeOf(one), sizeOf(other), sizeOf(one)]).toEqual([1, 2, 1]);
  expect(runs).toBe(2);
});

it('memoize() caches an undefined result', () => {
  let runs = 0;
  const nothing = memoize((_: object) => void runs++);
  const key = {};
  nothing(key);
  nothing(key);
  expect(runs).toBe(1);
});
