import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { limitConcurrency } from './limit-concurrency.ts';

it('limitConcurrency() runs at most the given number of tasks at once, in order, and continues after an error', async () => {
  const limited = limitConcurrency(2);
  const begun: number[] = [];
  let running = 0;
  let limit = 0;
  const work = (index: number) => async (): Promise<number> => {
    begun.push(index);
    limit = Math.max(limit, ++running);
    await setImmediate();
    running -= 1;
    if (index === 1) throw new Error('broken');
    return index;
  };
  const answers = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => limited(work(index))));
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'broken'))).toEqual([
    0,
    'broken',
    2,
    3,
    4,
  ]);
  expect([begun, limit]).toEqual([[0, 1, 2, 3, 4], 2]);
});
