import { manualReconciliationLabel, workflowSuspendedLabel } from '../../../shared/kratix/contract.ts';
import { parseGoDuration } from '../../../shared/kratix/go-duration.ts';
import type { Status } from '../../../shared/kratix/status.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { type BackEnd, type Collected, type PipelineRun, Refused } from './back-end.ts';
import { effectiveTime, isDue, isRetryDue, type LastRun } from './due.ts';
import type { Placements } from './placements.ts';
import { type Action, type KratixPromise, type ResourceRequest, requestsPath } from './promise-object.ts';
import { type WorkflowState, workflowStatus } from './workflow-status.ts';

/** Options of a worker. */
export interface WorkerOptions {
  readonly backEnd: BackEnd;
  readonly placements: Placements;
  /** Returns the newest version of the Promise. */
  readonly promise: () => KratixPromise;
}

/** Finalizer that Kratix sets on each request. */
const finalizer = 'kratix.io/delete-workflows';

/** Milliseconds until a worker tries again after an error. */
const pauseAfterError = 1000;

/**
 * Worker of one request: starts its pipeline whenever Kratix would, one run after another, and passes the output on.
 *
 * Rules of a run (syntasso/kratix at ae170e22e974, `lib/workflow/reconciler.go`, seen on a real cluster):
 * - Kratix removes both of its labels when a run starts.
 * - `retryAfter` takes precedence over `suspend`. Both leave the output as it was, set the label
 *   `kratix.io/workflow-suspended`, and merge the status.
 * - A suspension counts for the newest spec. An edit during the run therefore starts no run of its own.
 * - Attempts count consecutive retries; every other run starts at one.
 * - A failed run changes neither the output nor the status of the container.
 * - The manager writes the phases of a run. Its pod writes the result.
 * - Without a delete pipeline the object is gone before its files.
 */
export class RequestWorker {
  readonly #backEnd: BackEnd;
  readonly #placements: Placements;
  readonly #promise: () => KratixPromise;
  readonly #path: string;
  #last: LastRun | undefined;
  #runs = 0;
  #attempts = 0;
  #cancelTimer: () => void = () => undefined;
  #working: Promise<void> | undefined;
  #again = false;

  constructor({ backEnd, placements, promise }: WorkerOptions, request: ResourceRequest) {
    const { name, namespace } = request.metadata;
    this.#backEnd = backEnd;
    this.#placements = placements;
    this.#promise = promise;
    this.#path = `${requestsPath(promise(), namespace)}/${name}`;
  }

  /** Looks at the request after the current run. Resolves when nothing is left to do. */
  touch(): Promise<void> {
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      // touched after the loop of #work() ended
      if (this.#again) return this.touch();
      return undefined;
    });
    return this.#working;
  }

  /** Resolves when no run is in progress. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        const request = await this.#backEnd.objects.find<ResourceRequest>(this.#path);
        if (request !== undefined) await this.#look(request);
      } catch (error) {
        this.#backEnd.report(this.#path, error);
        this.#last = undefined;
        this.#touchAfter(pauseAfterError);
      }
    }
  }

  async #look(request: ResourceRequest): Promise<void> {
    const { metadata } = request;
    const action = metadata.deletionTimestamp === undefined ? 'configure' : 'delete';
    const promise = this.#promise();
    if (action === 'configure' && !metadata.finalizers?.includes(finalizer)) {
      await this.#merge({
        finalizers: [...(metadata.finalizers ?? []), finalizer],
        labels: { 'kratix.io/promise-name': promise.metadata.name },
      });
      this.#again = true;
      return;
    }
    const now = effectiveTime(request, this.#backEnd.clock.now());
    if (!isDue(request, { action, last: this.#last, promise, now })) return;
    if (!isRetryDue(this.#last, now)) this.#attempts = 0;
    await this.#run(request, action);
  }

  async #run(request: ResourceRequest, action: Action): Promise<void> {
    const promise = this.#promise();
    const pipeline = promise.spec.workflows.resource[action]?.[0];
    this.#cancelTimer();
    this.#last = { action, generation: request.metadata.generation, promise, isSuspended: false };
    if (pipeline === undefined) return this.#deliver(request, { action, output: new Map() });
    const name = pipeline.metadata.name;
    await this.#merge({ labels: { [manualReconciliationLabel]: null, [workflowSuspendedLabel]: null } });
    await this.#writeStatus({ state: { action, pipeline: name, phase: 'Running' } });
    const run = { promise, action, pipeline, request, number: ++this.#runs };
    const collected = await this.#backEnd.runner.run(run);
    if (collected === undefined) {
      await this.#writeStatus({ state: { action, pipeline: name, phase: 'Failed' } });
    } else await this.#finish(run, collected);
  }

  async #finish(run: PipelineRun, { control, status, output }: Collected): Promise<void> {
    const { request, action, pipeline } = run;
    const { retryAfter, suspend } = control as { readonly retryAfter?: string; readonly suspend?: boolean };
    const isSuspended = retryAfter !== undefined || suspend === true;
    const state: WorkflowState = {
      action,
      pipeline: pipeline.metadata.name,
      phase: isSuspended ? 'Suspended' : 'Succeeded',
      ...(control.message === undefined ? {} : { message: control.message }),
    };
    if (!isSuspended) {
      this.#attempts = 0;
      await this.#writeStatus({ run: status, state }, run);
      return this.#deliver(request, { action, output });
    }
    const { generation } = await this.#merge({ labels: { [workflowSuspendedLabel]: 'true' } });
    this.#last = { ...this.#last!, generation, isSuspended };
    const retry = retryAfter === undefined ? {} : this.#retryAfter(retryAfter);
    await this.#writeStatus({ run: status, state: { ...state, ...retry } }, run);
  }

  #retryAfter(duration: string): Pick<WorkflowState, 'attempts' | 'nextRetryAt'> {
    const milliseconds = Number(parseGoDuration(duration) / 1_000_000n);
    const retryAt = this.#backEnd.clock.now() + milliseconds;
    this.#last = { ...this.#last!, retryAt };
    this.#touchAfter(milliseconds);
    return { attempts: ++this.#attempts, nextRetryAt: new Date(retryAt).toISOString() };
  }

  #touchAfter(milliseconds: number): void {
    this.#cancelTimer = this.#backEnd.clock.after(milliseconds, () => void this.touch());
  }

  async #deliver(
    { metadata }: ResourceRequest,
    { action, output }: { action: Action; output: ReadonlyMap<string, string> },
  ): Promise<void> {
    if (action === 'delete') {
      await this.#merge({ finalizers: metadata.finalizers?.filter((name) => name !== finalizer) ?? [] });
    }
    const { name, namespace = 'default' } = metadata;
    this.#placements.want({ promise: this.#promise(), namespace, name, files: output });
  }

  async #merge(metadata: object): Promise<KubernetesObject['metadata']> {
    return (await this.#backEnd.objects.merge(this.#path, { metadata })).metadata;
  }

  /**
   * Replaces the status as a whole, because a merge patch would remove each null.
   * @param writer run whose pod writes the status; defaults to the manager
   */
  async #writeStatus(change: { run?: Status; state: WorkflowState }, writer?: PipelineRun): Promise<void> {
    const { clock } = this.#backEnd;
    const objects = writer === undefined ? this.#backEnd.objects : this.#backEnd.objectsOf(writer);
    for (;;) {
      const request = await objects.find<ResourceRequest>(this.#path);
      if (request === undefined) throw new Error('Write status: the request is gone');
      try {
        const status = workflowStatus(request, { ...change, now: clock.now() });
        await objects.replace(`${this.#path}/status`, { ...request, status });
        return;
      } catch (error) {
        if (!(error instanceof Refused && error.status === 409)) throw error;
      }
    }
  }
}
