import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Refused } from '../../../pipelines/stand-in/kratix/back-end.ts';
import type { ApiServer } from '../cluster/api-server.ts';

/** Objects to watch. */
export interface Followed {
  readonly api: ApiServer;
  /** Path of the collection. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/**
 * Calls a function for every object of a collection and for each change, one after another, until the signal. After a
 * watch ends or the function fails, the next watch begins with all objects again.
 */
export async function follow<T>(
  { api, path, signal }: Followed,
  handle: (object: T) => void | Promise<void>,
): Promise<void> {
  // many collections share a signal: without this, Node warns of a leak
  setMaxListeners(0, signal);
  while (!signal.aborted) {
    try {
      for await (const object of api.watch<T>(path, signal)) await handle(object);
    } catch (error) {
      // the API server answers 429 while a kind is new
      const isEarly = error instanceof Refused && error.status === 429;
      if (!signal.aborted && !isEarly) reportError(path, error);
    }
    if (!signal.aborted) await wait(500);
  }
}

/** Milliseconds until the next attempt. */
const pause = 5000;

/** Repeats a function until it succeeds, or until the signal. */
export async function retryUntilDone(
  { what, signal }: { what: string; signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      reportError(what, error);
    }
    await wait(pause);
  }
}

/** Prints an error that no caller receives, because the work is repeated. */
export function reportError(what: string, error: unknown): void {
  process.stderr.write(`stand-in: ${what}: ${error instanceof Error ? error.message : error}\n`);
}
