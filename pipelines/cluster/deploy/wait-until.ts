import { setTimeout } from 'node:timers/promises';
import { ActionableError } from '../../../shared/errors.ts';
import { KubectlError } from '../kubectl.ts';

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
  /** Returns undefined, or throws, until the condition is met. */
  readonly probe: () => Promise<T | undefined>;
  /** Returns whether an error of the probe may pass; by default each error of kubectl. */
  readonly passing?: (error: unknown) => boolean;
  /** Returns the reason for the error after the time limit. */
  readonly why?: () => Promise<string>;
  /** Milliseconds between two probes. */
  readonly every?: number;
}

/**
 * Polls until the probe returns a value.
 *
 * @throws ActionableError with the condition and the last reason; every error of the probe that does not pass
 */
export async function waitUntil<T>(wait: Wait<T>): Promise<T> {
  const { what, timeout, probe, passing = isKubectlError, why, every = 500 } = wait;
  const { seconds, clock } = timeout;
  const end = clock.now() + seconds * 1000;
  let last = 'no reason given';
  do {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!passing(error)) throw error;
      last = error instanceof Error ? error.message : String(error);
    }
    await clock.sleep(every);
  } while (clock.now() < end);
  throw new ActionableError(`Waited ${seconds} s until ${what}: ${why === undefined ? last : await why()}`);
}

function isKubectlError(error: unknown): boolean {
  return error instanceof KubectlError;
}
