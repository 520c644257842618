import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../pipelines/cluster/deploy/wait-until.ts';

/** Clock that advances only during sleeps. */
export interface FakeClock extends Clock {
  /** Calls a function during the sleep that reaches a time. */
  readonly after: (milliseconds: number, call: () => void) => void;
}

/** Returns a clock whose sleeps take no time. */
export function createFakeClock(): FakeClock {
  let time = 0;
  const calls: { readonly at: number; readonly call: () => void }[] = [];
  return {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds;
      while (calls.some(({ at }) => at <= time)) {
        calls
          .splice(
            calls.findIndex(({ at }) => at <= time),
            1,
          )[0]
          ?.call();
      }
      await setImmediate();
    },
    after: (milliseconds, call) => void calls.push({ at: time + milliseconds, call }),
  };
}
