import { setTimeout } from 'node:timers/promises';
import { ActionableError } from '../../../shared/errors.ts';
import { ClusterError } from '../cluster.ts';

/** Clock of the waits. */
export interface Clock {
  /** Milliseconds since some moment. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => setTimeout(milliseconds),
};

/** Time limit of a wait. */
export interface Timeout {
  readonly seconds: number;
  readonly clock: Clock;
}

/** Returns a time limit that is not longer than some seconds. */
export function atMost({ seconds, clock }: Timeout, longest: number): Timeout {
  return { seconds: Math.min(seconds, longest), clock };
}

/** Condition to poll for. */
export interface Wait<T> {
  /** Condition, as the error names it: `Promise "application-claim" is available`. */
  readonly what: string;
  readonly timeout: Timeout;
  /** Returns undefined, or throws a transient ClusterError, until the condition is met. */
  readonly probe: () => Promise<T | undefined>;
  /** Returns the reason for the error after the time limit. Defaults to the last error. */
  readonly why?: () => Promise<string>;
  /** Milliseconds between two probes. */
  readonly every?: number;
}

/**
 * Polls until the probe returns a value.
 *
 * @throws ActionableError with the condition and the reason after the time limit; every other error of the probe
 */
export async function waitUntil<T>({ what, timeout, probe, why, every = 500 }: Wait<T>): Promise<T> {
  const { seconds, clock } = timeout;
  const end = clock.now() + seconds * 1000;
  let last = 'no reason given';
  do {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!(error instanceof ClusterError && error.isTransient)) throw error;
      last = error.message;
    }
    await clock.sleep(every);
  } while (clock.now() < end);
  throw new ActionableError(`waited ${seconds} s until ${what}: ${why === undefined ? last : await why()}`);
}
