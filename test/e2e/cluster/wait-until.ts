import { setTimeout as wait } from 'node:timers/promises';

/** Factor on every limit: a shared machine may be several times slower. A wait ends as soon as its condition holds. */
const timeoutFactor = Number(process.env['E2E_PATIENCE'] ?? 3);

/** Milliseconds between the first two probes, the factor of each further pause, and the longest one. */
const growing = { first: 200, factor: 1.5, longest: 1000 };

/** A condition to poll for. */
export interface Wait<T> {
  /** Condition, for the error: `node "e2e" is ready`. */
  readonly what: string;
  /** Limit in seconds. */
  readonly within: number;
  /** Milliseconds between two probes. By default they grow: probes take processor time from what they wait for. */
  readonly every?: number;
  /** Returns undefined or throws until the condition holds. */
  readonly probe: () => T | undefined | Promise<T | undefined>;
}

/** Error of a probe that ends the wait. */
export class UnrecoverableError extends Error {}

/**
 * Polls a condition and returns the answer of its probe.
 * @throws Error with the condition and the reason of the last failure; at once if the probe throws `UnrecoverableError`
 */
export async function waitUntil<T>({ what, within, every, probe }: Wait<T>): Promise<T> {
  const seconds = within * timeoutFactor;
  const end = performance.now() + seconds * 1000;
  let pause = every ?? growing.first;
  let last: unknown = 'it is not';
  do {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (error instanceof UnrecoverableError) throw error;
      last = error;
    }
    await wait(pause);
    if (every === undefined) pause = Math.min(pause * growing.factor, growing.longest);
  } while (performance.now() < end);
  throw new Error(`Waited ${seconds} s until ${what}: ${last instanceof Error ? last.message : last}`);
}
