import { setTimeout as wait } from 'node:timers/promises';
import { type ApiServer, Refused } from '../cluster/api-server.ts';

export interface Followed {
  readonly api: ApiServer;
  /** Path of a list of objects. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/**
 * Shows every object of a list, as it is and as it changes, one after another, until the signal. What a watch that
 * ended missed, and what failed, is shown again by the next one.
 */
export async function follow<T>(
  { api, path, signal }: Followed,
  show: (object: T) => void | Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const object of api.watch<T>(path, signal)) await show(object);
    } catch (error) {
      // of a kind that is new in the cluster, the API server asks for patience
      const isEarly = error instanceof Refused && error.status === 429;
      if (!signal.aborted && !isEarly) complain(path, error);
    }
    if (!signal.aborted) await wait(500);
  }
}

/** Milliseconds after which is tried again what failed. */
const pause = 5000;

/** Works until it succeeds, or until the signal. */
export async function untilDone(
  { what, signal }: { what: string; signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      complain(what, error);
    }
    await wait(pause);
  }
}

/** What went wrong and is tried again: there is nobody to throw it at. */
export function complain(what: string, error: unknown): void {
  process.stderr.write(`stand-in: ${what}: ${error instanceof Error ? error.message : error}\n`);
}
