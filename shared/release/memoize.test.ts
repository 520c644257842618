import { expect, it } from 'vitest';
import { memoize } from './memoize.ts';

it('memoize() works a result out once for each argument', () => {
  let runs = 0;
  const sizeOf = memoize((list: readonly string[]) => {
    runs++;
    return list.length;
  });
  const [one, other] = [['a'], ['a', 'b']];
  expect([sizeOf(one), sizeOf(other), sizeOf(one)]).toEqual([1, 2, 1]);
  expect(runs).toBe(2);
});

it('memoize() remembers a result that is undefined', () => {
  let runs = 0;
  const nothing = memoize((_: object) => void runs++);
  const key = {};
  nothing(key);
  nothing(key);
  expect(runs).toBe(1);
});
