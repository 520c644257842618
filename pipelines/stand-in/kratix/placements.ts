import type { Conditioned } from '../../../shared/kubernetes-object.ts';
import type { BackEnd } from './back-end.ts';
import type { KratixPromise } from './promise-object.ts';
import {
  failed,
  scheduled,
  workPlacementFor,
  workPlacementIdentity,
  workPlacementPath,
  workPlacementSpec,
  written,
} from './work-placement.ts';
import { writeStatus } from './write-status.ts';

/** Output of a request for the state store. */
export interface Output {
  readonly promise: KratixPromise;
  readonly namespace: string;
  readonly name: string;
  /** Empty if all files of the request are to be removed. */
  readonly files: ReadonlyMap<string, string>;
}

interface WorkPlacementObject extends Conditioned {
  readonly spec: { readonly generation: number };
}

/** Milliseconds until a write is tried again. */
const pauseAfterError = 5000;

/**
 * Writes the output of each request to its state store. A WorkPlacement object reports the progress.
 *
 * Rules of Kratix (syntasso/kratix at ae170e22e974, `internal/controller/scheduler.go` and
 * `internal/controller/workplacement_controller.go`, seen on a real cluster):
 * - `Reconciled=True` on the request comes before the commit; the commit is `status.versionID` of the WorkPlacement.
 * - While the state store is unavailable, the write is tried again without another run of the pipeline.
 * - Only the newest output of a request counts.
 * - A request without files has no WorkPlacement.
 */
export class Placements {
  readonly #backEnd: BackEnd;
  readonly #wanted = new Map<string, Output>();
  readonly #working = new Map<string, Promise<void>>();

  constructor(backEnd: BackEnd) {
    this.#backEnd = backEnd;
  }

  /** Replaces the output of a request. */
  want(output: Output): void {
    const key = `${output.promise.metadata.name}/${output.namespace}/${output.name}`;
    this.#wanted.set(key, output);
    this.#attempt(key);
  }

  /** Resolves when no write is in progress. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values());
  }

  #attempt(key: string): void {
    if (this.#working.has(key)) return;
    const work = this.#placeNewest(key)
      .catch((error: unknown) => {
        this.#backEnd.report(`output of ${key}`, error);
        this.#backEnd.clock.after(pauseAfterError, () => this.#attempt(key));
      })
      .finally(() => this.#working.delete(key));
    this.#working.set(key, work);
  }

  async #placeNewest(key: string): Promise<void> {
    for (let output = this.#wanted.get(key); output !== undefined; ) {
      await this.#place(output);
      if (this.#wanted.get(key) === output) this.#wanted.delete(key);
      output = this.#wanted.get(key);
    }
  }

  async #place({ promise, namespace, name, files }: Output): Promise<void> {
    const { objects, stateStores } = this.#backEnd;
    const destination = await stateStores.destinationOf(promise);
    const pipeline = promise.spec.workflows.resource.configure?.[0]?.metadata.name ?? 'configure';
    const source = { promise: promise.metadata.name, pipeline, destination, namespace, name };
    const workPlacement = workPlacementFor(source);
    const path = workPlacementPath(workPlacement);
    if (files.size > 0) {
      const before = await objects.find<WorkPlacementObject>(path);
      const generation = (before?.spec.generation ?? 0) + 1;
      const spec = workPlacementSpec(source, { files, generation });
      if (before === undefined) {
        await objects.create(path.slice(0, path.lastIndexOf('/')), {
          ...workPlacementIdentity(source),
          spec,
        });
        await writeStatus(this.#backEnd, path, scheduled);
      } else await objects.merge(path, { spec });
    }
    const commit = await stateStores
      .write(workPlacement, { destination, files })
      .catch(async (error: Error) => {
        await writeStatus(this.#backEnd, path, failed(error.message));
        throw error;
      });
    if (files.size === 0) await objects.remove(path);
    else await writeStatus(this.#backEnd, path, written(commit));
  }
}
