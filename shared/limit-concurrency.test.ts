import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { limitConcurrency } from './limit-concurrency.ts';

it('limitConcurrency() runs at most some pieces of work at once, in order, and goes on after an error', async () => {
  const inTurn = limitConcurrency(2);
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
  const answers = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => inTurn(work(index))));
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'broken'))).toEqual([
    0,
    'broken',
    2,
    3,
    4,
  ]);
  expect([begun, limit]).toEqual([[0, 1, 2, 3, 4], 2]);
});
