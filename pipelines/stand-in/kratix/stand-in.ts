import { isDeepStrictEqual } from 'node:util';
import type { BackEnd } from './back-end.ts';
import { Placements } from './placements.ts';
import type { KratixPromise, ResourceRequest } from './promise-object.ts';
import { RequestWorker } from './request-worker.ts';

/**
 * The stand-in for Kratix: runs the pipelines of requests and writes their output to state stores, as Kratix does.
 * Its back end is either objects in memory, `configure()` and a local repository, or an API server, Jobs and Git over
 * HTTPS.
 *
 * Not supported: Works, revisions of Promises, Promise workflows, more than one Destination for a Promise, more than
 * one pipeline for an action, the deletion of a Promise. The stand-in keeps its state in memory.
 */
export class KratixStandIn {
  readonly #backEnd: BackEnd;
  readonly #placements: Placements;
  readonly #promises = new Map<string, KratixPromise>();
  readonly #workers = new Map<string, RequestWorker>();

  constructor(backEnd: BackEnd) {
    this.#backEnd = backEnd;
    this.#placements = new Placements(backEnd);
  }

  /** Returns a Promise by its name. */
  find(name: string): KratixPromise | undefined {
    return this.#promises.get(name);
  }

  /** Offers a Promise. If its spec changed, every request that is not suspended runs again. */
  offer(promise: KratixPromise): void {
    const { name } = promise.metadata;
    const before = this.#promises.get(name);
    if (isDeepStrictEqual(before?.spec, promise.spec)) return;
    this.#promises.set(name, promise);
    if (before !== undefined) for (const worker of this.#workers.values()) void worker.touch();
  }

  /** Looks at a request of a Promise that is offered. Resolves when nothing is left to do, except to write its output. */
  touch(promise: string, request: ResourceRequest): Promise<void> {
    const uid = request.metadata.uid ?? '';
    const worker = this.#workers.get(uid) ?? this.#newWorker(promise, request);
    this.#workers.set(uid, worker);
    return worker.touch();
  }

  /** Resolves when no run is in progress and no output is being written. */
  async settled(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.idle()));
    await this.#placements.settled();
  }

  #newWorker(promise: string, request: ResourceRequest): RequestWorker {
    const current = (): KratixPromise => this.#promises.get(promise)!;
    return new RequestWorker(
      { backEnd: this.#backEnd, placements: this.#placements, promise: current },
      request,
    );
  }
}
