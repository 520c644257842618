import { manualReconciliationLabel, workflowSuspendedLabel } from '../../../shared/kratix/contract.ts';
import { parseGoDuration } from '../../../shared/kratix/go-duration.ts';
import type { Status } from '../../../shared/kratix/status.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { type ApiServer, Refused } from '../cluster/api-server.ts';
import { complain } from './follow.ts';
import { type Action, type KratixPromise, type ResourceRequest, requestsPath } from './kratix-promise.ts';
import type { Placements } from './placements.ts';
import type { Collected, PipelineRunner } from './run-pipeline.ts';
import { statusOf, type WorkflowState } from './workflow-status.ts';

/** What all requests share. */
export interface Surroundings {
  readonly api: ApiServer;
  readonly runner: PipelineRunner;
  readonly placements: Placements;
  /** The Promise as it is now. */
  readonly promise: () => KratixPromise;
}

/** For what the last run was, and how it ended. */
interface LastRun {
  readonly action: Action;
  readonly generation: number | undefined;
  readonly promise: KratixPromise;
  /** Suspended, or to be tried again: either way the object carries the label. */
  readonly waits: boolean;
}

const finalizer = 'kratix.io/delete-workflows';

/** One request: runs its pipeline whenever Kratix would, one run after another. */
export class RequestWorker {
  readonly #surroundings: Surroundings;
  readonly #path: string;
  #last: LastRun | undefined;
  #runs = 0;
  #attempts = 0;
  #retryAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #again = false;

  constructor(surroundings: Surroundings, request: ResourceRequest) {
    const { name, namespace } = request.metadata;
    this.#surroundings = surroundings;
    this.#path = `${requestsPath(surroundings.promise(), namespace)}/${name}`;
  }

  /** Looks at the request, after what is going on now. */
  touch(): void {
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      if (this.#again) this.touch();
    });
  }

  async #work(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        const request = await this.#surroundings.api.find<ResourceRequest>(this.#path);
        if (request !== undefined) await this.#look(request);
      } catch (error) {
        complain(this.#path, error);
        this.#last = undefined;
        this.#later(1000);
      }
    }
  }

  async #look(request: ResourceRequest): Promise<void> {
    const action = request.metadata.deletionTimestamp === undefined ? 'configure' : 'delete';
    if (action === 'configure' && !request.metadata.finalizers?.includes(finalizer)) {
      await this.#patch({
        finalizers: [...(request.metadata.finalizers ?? []), finalizer],
        labels: { 'kratix.io/promise-name': this.#surroundings.promise().metadata.name },
      });
      return this.touch();
    }
    if (this.#isDue(request, action)) await this.#run(request, action);
  }

  /** Kratix documentation, "Resource requests": a change of spec, of the Promise, a label, a time that has come. */
  #isDue({ metadata }: ResourceRequest, action: Action): boolean {
    const last = this.#last;
    const labelled = metadata.labels?.[workflowSuspendedLabel] === 'true';
    if (last === undefined || last.action !== action) return true;
    if (metadata.generation !== last.generation || metadata.labels?.[manualReconciliationLabel] === 'true')
      return true;
    if (this.#retryAt !== undefined && Date.now() >= this.#retryAt) return true;
    if (last.waits) return !labelled;
    return this.#surroundings.promise() !== last.promise;
  }

  async #run(request: ResourceRequest, action: Action): Promise<void> {
    const promise = this.#surroundings.promise();
    const pipeline = promise.spec.workflows.resource[action]?.[0];
    // only its own retries go on counting
    if (this.#retryAt === undefined || Date.now() < this.#retryAt) this.#attempts = 0;
    this.#retryAt = undefined;
    clearTimeout(this.#timer);
    this.#last = { action, generation: request.metadata.generation, promise, waits: false };
    if (pipeline === undefined) return this.#delivered(request, { action, output: new Map() });
    const name = pipeline.metadata.name;
    await this.#patch({ labels: { [manualReconciliationLabel]: null, [workflowSuspendedLabel]: null } });
    await this.#writeStatus({ state: { action, pipeline: name, phase: 'Running' } });
    const run = { promise, action, pipeline, request, number: ++this.#runs };
    const collected = await this.#surroundings.runner.run(run);
    if (collected === undefined) {
      await this.#writeStatus({ state: { action, pipeline: name, phase: 'Failed' } });
    } else await this.#collect(request, { action, pipeline: name, collected });
  }

  async #collect(
    request: ResourceRequest,
    { action, pipeline, collected }: { action: Action; pipeline: string; collected: Collected },
  ): Promise<void> {
    const { control, status, output } = collected;
    const waits = control.retryAfter !== undefined || control.suspend === true;
    const phase = waits ? 'Suspended' : 'Succeeded';
    const state: WorkflowState = { action, pipeline, phase, ...this.#retry(control) };
    this.#last = { ...this.#last!, waits };
    if (waits) {
      // as Kratix does it, which so overlooks an edit that came while the run was going on
      const { generation } = await this.#patch({ labels: { [workflowSuspendedLabel]: 'true' } });
      this.#last = { ...this.#last, generation };
    }
    await this.#writeStatus({ run: status, state });
    if (!waits) await this.#delivered(request, { action, output });
  }

  /** `retryAfter` wins over `suspend`. */
  #retry({ retryAfter, message }: Collected['control']): Partial<WorkflowState> {
    const said = message === undefined ? {} : { message };
    if (retryAfter === undefined) {
      this.#attempts = 0;
      return said;
    }
    const milliseconds = Number(parseGoDuration(retryAfter) / 1_000_000n);
    this.#retryAt = Date.now() + milliseconds;
    this.#later(milliseconds);
    return { ...said, attempts: ++this.#attempts, nextRetryAt: new Date(this.#retryAt).toISOString() };
  }

  #later(milliseconds: number): void {
    this.#timer = setTimeout(() => this.touch(), milliseconds);
  }

  /** Without a delete pipeline the object is gone before its files. */
  async #delivered(
    { metadata }: ResourceRequest,
    { action, output }: { action: Action; output: ReadonlyMap<string, string> },
  ): Promise<void> {
    const { placements, promise } = this.#surroundings;
    if (action === 'delete') {
      await this.#patch({ finalizers: metadata.finalizers?.filter((name) => name !== finalizer) ?? [] });
    }
    const { name, namespace = 'default' } = metadata;
    placements.want({ promise: promise(), namespace, name, files: output });
  }

  async #patch(metadata: object): Promise<KubernetesObject['metadata']> {
    return (await this.#surroundings.api.merge(this.#path, { metadata })).metadata;
  }

  /** Whole, because a patch would take null for "remove". */
  async #writeStatus(change: { run?: Status; state: WorkflowState }): Promise<void> {
    const { api } = this.#surroundings;
    for (;;) {
      const request = await api.get<ResourceRequest>(this.#path);
      try {
        await api.replace(`${this.#path}/status`, { ...request, status: statusOf(request, change) });
        return;
      } catch (error) {
        if (!(error instanceof Refused && error.status === 409)) throw error;
      }
    }
  }
}
