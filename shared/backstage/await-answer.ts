import { type ClusterAccess, callApiServer, InputError, type RequestObject } from './kubernetes-proxy.ts';

/** Access to a request, and the time to wait for the pipeline. */
export interface RequestContext {
  readonly proxy: ClusterAccess;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Number of polls of the request, a second apart. */
  readonly polls: number;
}

/**
 * Waits for the answer to this generation: the status may still have the answer to the one before.
 *
 * @returns the message of the answer, or of the request that has no answer yet
 * @throws InputError with one line for each problem
 */
export async function awaitAnswer(
  { metadata: { generation = 1 } }: RequestObject,
  path: string,
  { proxy, sleep, polls }: RequestContext,
): Promise<string> {
  let delay = '';
  for (let poll = 0; poll < polls; poll += 1) {
    const found = await callApiServer(proxy, { method: 'GET', path });
    if (found.outcome !== 'object') throw new InputError('The request was removed before it was answered');
    const { status = {} } = found.object;
    if ((status.answered ?? 0) >= generation) {
      if (!status.failure) return status.message ?? 'Delivered';
      const problems = status.failure.problems ?? [];
      if (problems.length > 0) throw new InputError(problems.map(print).join('\n'));
      // A registry or the API server did not answer, and the pipeline tries again.
      delay = `: ${status.message}`;
    }
    await sleep(1000);
  }
  return `Accepted, not answered yet${delay}`;
}

function print({ path, message }: { readonly path: string; readonly message: string }): string {
  return path === '' ? message : `${path}: ${message}`;
}
