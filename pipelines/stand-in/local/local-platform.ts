import { isDeepStrictEqual } from 'node:util';
import { group } from '../../../shared/api-version.ts';
import { derivePromise } from '../../../shared/derive/derive-promise.ts';
import { manualReconciliationLabel } from '../../../shared/kratix/contract.ts';
import type { Outcome } from '../../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Edges } from '../../configure/configure.ts';
import { findDefinition } from '../../configure/find-definition.ts';
import { requestNamespace, withNamespace } from '../../configure/request-namespace.ts';
import type { BackEnd, Collected, PipelineRun } from '../kratix/back-end.ts';
import type { GitStateStore } from '../kratix/git-state-store.ts';
import { type KratixPromise, type ResourceRequest, requestsPath } from '../kratix/promise-object.ts';
import { KratixStandIn } from '../kratix/stand-in.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryObjects } from './memory-objects.ts';
import { runPipeline } from './run-pipeline.ts';

/** Result of one change of a request. */
export interface Step {
  /** Outcome of the run; undefined if no pipeline ran. */
  readonly outcome: Outcome | undefined;
  /** Commit to the state store; undefined if nothing changed. */
  readonly commit: string | undefined;
  /** Time from object to outcome, without the commit. */
  readonly milliseconds: number;
}

/** Options of a local platform. */
export interface LocalPlatformOptions {
  readonly store: Pick<GitStateStore, 'write'>;
  readonly charts: Omit<Edges, 'requests'>;
}

/** Destination of the state store. */
const destination = 'default';

/** Image and version of the derived Promises; no container runs. */
const noImage = { image: 'local', version: '0.0.0' };

const noStep: Step = { outcome: undefined, commit: undefined, milliseconds: 0 };

/**
 * A platform in this process: requests in memory, `configure()` as the pipeline, and a local Git repository as the
 * state store, driven by the stand-in for Kratix.
 */
export class LocalPlatform {
  readonly #objects = new MemoryObjects();
  readonly #clock = new ManualClock(Date.now());
  readonly #charts: LocalPlatformOptions['charts'];
  readonly #kratix: KratixStandIn;
  #step = noStep;
  #error: unknown;

  constructor({ store, charts }: LocalPlatformOptions) {
    this.#charts = charts;
    const backEnd: BackEnd = {
      objects: this.#objects,
      objectsOf: () => this.#objects,
      clock: this.#clock,
      runner: { run: (run) => this.#run(run) },
      stateStores: {
        destinationOf: async () => destination,
        write: async (workPlacement, { files }) => {
          const commit = await store.write(workPlacement, files);
          this.#step = { ...this.#step, commit };
          return commit;
        },
      },
      report: (_, error) => {
        this.#error = error;
      },
    };
    this.#kratix = new KratixStandIn(backEnd);
  }

  /** Applies a request: a new one, or a change of one that exists. @throws the error of a run that is a defect */
  async apply(request: KubernetesObject): Promise<Step> {
    const { collection, path } = this.#pathsOf(request);
    const before = await this.#objects.find(path);
    if (before === undefined) await this.#objects.create(collection, withNamespace(request));
    else if (!isDeepStrictEqual(before.spec, request.spec))
      await this.#objects.replace(path, { ...before, spec: request.spec });
    return this.#settle(request);
  }

  /** Runs a request again, as the label `kratix.io/manual-reconciliation` does. */
  async runAgain(request: KubernetesObject): Promise<Step> {
    const labels = { [manualReconciliationLabel]: 'true' };
    await this.#objects.merge(this.#pathsOf(request).path, { metadata: { labels } });
    return this.#settle(request);
  }

  /** Deletes a request. A delete pipeline may keep it. */
  async delete(request: KubernetesObject): Promise<Step> {
    await this.#objects.remove(this.#pathsOf(request).path);
    return this.#settle(request);
  }

  /** Lets time pass, and runs the requests that are due. */
  async advance(milliseconds: number): Promise<void> {
    this.#clock.advance(milliseconds);
    await this.#kratix.settled();
    if (this.#error !== undefined) throw this.#error;
  }

  /** Returns a request as it is now; undefined if it does not exist. */
  async find(request: KubernetesObject): Promise<KubernetesObject | undefined> {
    return this.#objects.find(this.#pathsOf(request).path);
  }

  #pathsOf(request: KubernetesObject): { collection: string; path: string } {
    const collection = requestsPath(this.#promiseOf(request), requestNamespace(request));
    return { collection, path: `${collection}/${request.metadata.name}` };
  }

  #promiseOf(request: KubernetesObject): KratixPromise {
    const definition = findDefinition(request);
    const offered = this.#kratix.find(definition.name);
    if (offered !== undefined) return offered;
    const promise = derivePromise(definition, noImage) as unknown as KratixPromise;
    this.#kratix.offer(promise);
    return promise;
  }

  async #settle(request: KubernetesObject): Promise<Step> {
    this.#step = noStep;
    this.#error = undefined;
    const current = await this.find(request);
    if (current !== undefined) {
      await this.#kratix.touch(findDefinition(request).name, current as ResourceRequest);
      await this.#kratix.settled();
    }
    if (this.#error !== undefined) throw this.#error;
    return this.#step;
  }

  async #run(run: PipelineRun): Promise<Collected> {
    const start = performance.now();
    const objects = this.#objects.listGroup(group);
    const { outcome, collected } = await runPipeline(run, { objects, edges: this.#charts });
    this.#step = { ...this.#step, outcome, milliseconds: performance.now() - start };
    return collected;
  }
}
