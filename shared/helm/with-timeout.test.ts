import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../test/support/refusal.ts';
import { withTimeout } from './with-timeout.ts';

/** Blocks the thread without using the processor, as if other processes had it. */
function wait(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe('withTimeout()', () => {
  it('returns the result of the work', () => expect(withTimeout(() => 7)).toBe(7));

  it('throws the error of the work', () => {
    const error = new TypeError('x');
    expect(() =>
      withTimeout(() => {
        throw error;
      }),
    ).toThrow(error);
  });

  it('refuses a schema whose check does not end', () => {
    const { reason, problems } = refusalOf(() => withTimeout(() => /^(a+)+$/.test(`${'a'.repeat(60)}!`)));
    expect({ reason, message: problems[0]?.message }).toEqual({
      reason: 'InvalidChart',
      message: 'Compile values.schema.json: the schema takes too much time or memory to check',
    });
  });

  it('runs work again that had too little of the processor', () => {
    let runs = 0;
    const result = withTimeout(() => {
      runs += 1;
      if (runs > 1) return 'done';
      wait(1_100);
      // V8 interrupts here
      for (let count = 0; count < 1e6; count += 1) wait(0);
      return 'too late';
    });
    expect({ result, runs }).toEqual({ result: 'done', runs: 2 });
  });
});
