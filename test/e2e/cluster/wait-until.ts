import { setTimeout as wait } from 'node:timers/promises';

export interface Wait<T> {
  /** What is waited for, as the error names it: `node "e2e" is ready`. */
  readonly what: string;
  /** Seconds after which it is given up. */
  readonly within: number;
  /** Answers undefined, or throws, for as long as it is not there. */
  readonly probe: () => T | undefined | Promise<T | undefined>;
}

/** Thrown by a probe where waiting longer is of no use. */
export class Hopeless extends Error {}

/**
 * Asks again and again until there is an answer.
 * @throws Error with what was waited for and why the last try failed; at once where the probe says `Hopeless`
 */
export async function waitUntil<T>({ what, within, probe }: Wait<T>): Promise<T> {
  const end = performance.now() + within * 1000;
  let last: unknown = 'it is not';
  do {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error;
    }
    await wait(100);
  } while (performance.now() < end);
  throw new Error(`Waited ${within} s until ${what}: ${last instanceof Error ? last.message : last}`);
}
