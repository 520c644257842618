import { setTimeout as sleep } from 'node:timers/promises';
import { ActionableError } from '../../../shared/errors.ts';
import { KubectlError } from '../kubectl.ts';

/** Something that comes by itself after a while. */
export interface Wait<T> {
  /** What is waited for, as the error names it: `Promise "application-claim" is available`. */
  readonly what: string;
  /** Seconds after which it is given up. */
  readonly within: number;
  /** Answers undefined, or throws, for as long as it is not there. */
  readonly probe: () => Promise<T | undefined>;
  /** Whether what the probe throws may pass by itself; by default whatever kubectl says. */
  readonly passing?: (error: unknown) => boolean;
  /** Why it is not, for the error; asked once at the end. */
  readonly why?: () => Promise<string>;
  /** Milliseconds between two questions. */
  readonly every?: number;
}

/**
 * Asks again and again until there is an answer.
 *
 * @throws ActionableError with what was waited for and the last reason; what the probe throws where it does not pass
 */
export async function waitUntil<T>(wait: Wait<T>): Promise<T> {
  const { what, within, probe, passing = isKubectls, why, every = 500 } = wait;
  const end = performance.now() + within * 1000;
  let last = 'it does not say why';
  do {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!passing(error)) throw error;
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(every);
  } while (performance.now() < end);
  throw new ActionableError(`Waited ${within} s until ${what}: ${why === undefined ? last : await why()}`);
}

function isKubectls(error: unknown): boolean {
  return error instanceof KubectlError;
}
