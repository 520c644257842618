import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runTarget } from './run-target.ts';
import { fuzzTarget } from './target.ts';

/** Target that finds a fault for numbers from 1000 on. */
const target = fuzzTarget<number>({
  name: 'numbers',
  input: fc.nat(),
  run: async (input) => {
    if (input >= 1_000) throw new TypeError('too large');
    return 'delivered';
  },
});

describe('runTarget()', () => {
  it('reports the smallest input that breaks a rule, and the command that repeats it', async () => {
    await expect(runTarget(target, { runs: 100, seed: 7 })).rejects.toMatchObject({
      message: expect.stringMatching(/^make fuzz TARGET=numbers SEED=7 RUNS=500 breaks a rule .* \[1000\]/),
      cause: expect.objectContaining({ message: 'too large' }),
    });
  });

  it('counts the runs by the class of their result', async () => {
    const harmless = { ...target, run: async (input: unknown) => (Number(input) % 2 === 0 ? 'even' : 'odd') };
    const classes = await runTarget(harmless, { runs: 20, seed: 1 });
    expect((classes.get('even') ?? 0) + (classes.get('odd') ?? 0)).toBe(20);
  });
});
