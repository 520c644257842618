import { gzipSync } from 'node:zlib';
import {
  type Placed,
  rootGroupID,
  workNameFor,
  workPlacementFor,
} from '../../../pipelines/stand-in/work-placement.ts';
import type { Conditioned } from '../../../shared/kubernetes-object.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { untilDone } from './follow.ts';
import { type Destination, kratixKinds } from './kratix-objects.ts';
import type { KratixPromise } from './kratix-promise.ts';
import type { StateStores } from './state-stores.ts';
import { writeStatus } from './write-status.ts';

/** What a request is to have in the state store. */
export interface Output {
  readonly promise: KratixPromise;
  /** Of the request. */
  readonly namespace: string;
  readonly name: string;
  /** None: nothing of it is to stay. */
  readonly files: ReadonlyMap<string, string>;
}

interface WorkPlacement extends Conditioned {
  readonly spec: { readonly generation: number };
}

/**
 * Sees to it that the output of each request gets into the state store, again and again until it is there or a newer
 * one is to be. A WorkPlacement in the cluster says how far it is, as Kratix's does.
 */
export class Placements {
  readonly #api: ApiServer;
  readonly #stateStores: StateStores;
  readonly #signal: AbortSignal;
  readonly #wanted = new Map<string, Output>();

  constructor(api: ApiServer, { stateStores, signal }: { stateStores: StateStores; signal: AbortSignal }) {
    this.#api = api;
    this.#stateStores = stateStores;
    this.#signal = signal;
  }

  want(output: Output): void {
    const key = `${output.promise.metadata.name}/${output.namespace}/${output.name}`;
    const isWorking = this.#wanted.has(key);
    this.#wanted.set(key, output);
    const work = async (): Promise<void> => {
      for (let placed: Output | undefined; placed !== this.#wanted.get(key); ) {
        placed = this.#wanted.get(key)!;
        await this.#place(placed);
      }
      this.#wanted.delete(key);
    };
    if (!isWorking) void untilDone({ what: `output of ${key}`, signal: this.#signal }, work);
  }

  async #place({ promise, namespace, name, files }: Output): Promise<void> {
    const destination = await this.#stateStores.destinationOf(promise);
    const placed = {
      promise: promise.metadata.name,
      pipeline: promise.spec.workflows.resource.configure?.[0]?.metadata.name ?? 'configure',
      destination: destination.metadata.name,
      namespace,
      name,
    };
    const path = `${kratixKinds}/namespaces/${namespace}/workplacements/${workPlacementFor(placed).name}`;
    if (files.size > 0) await this.#schedule(path, { placed, files });
    const commit = await this.#write(path, { destination, placed, files });
    if (files.size === 0) await this.#api.remove(path);
    else
      await writeStatus(this.#api, path, { ...(commit !== undefined && { versionID: commit }), ...written });
  }

  /** What Kratix's scheduler does. */
  async #schedule(path: string, placement: { placed: Placed; files: Output['files'] }): Promise<void> {
    const before = await this.#api.find<WorkPlacement>(path);
    const spec = specOf(placement, (before?.spec.generation ?? 0) + 1);
    if (before === undefined) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      await this.#api.create(folder, { ...identityOf(placement.placed), spec });
      await writeStatus(this.#api, path, scheduled);
    } else await this.#api.merge(path, { spec });
  }

  async #write(
    path: string,
    { destination, ...placement }: { destination: Destination; placed: Placed; files: Output['files'] },
  ): Promise<string | undefined> {
    try {
      return await (await this.#stateStores.behind(destination)).write(placement);
    } catch (error) {
      await writeStatus(this.#api, path, failed((error as Error).message));
      throw error;
    }
  }
}

function identityOf(placed: Placed): object {
  const { namespace, name } = workPlacementFor(placed);
  const labels = {
    'kratix.io/work': workNameFor(placed),
    'kratix.io/workload-group-id': rootGroupID,
    'kratix.io/targetDestinationName': placed.destination,
    'kratix.io/pipeline-name': placed.pipeline,
  };
  return {
    apiVersion: 'platform.kratix.io/v1alpha1',
    kind: 'WorkPlacement',
    metadata: { namespace, name, labels },
  };
}

function specOf({ placed, files }: { placed: Placed; files: Output['files'] }, generation: number): object {
  const workloads = [...files].map(([filepath, content]) => ({
    filepath,
    content: gzipSync(content).toString('base64'),
  }));
  return {
    id: rootGroupID,
    generation,
    promiseName: placed.promise,
    resourceName: placed.name,
    targetDestinationName: placed.destination,
    workloads,
  };
}

const scheduled = {
  conditions: [
    {
      type: 'ScheduleSucceeded',
      status: 'True',
      reason: 'ScheduledToDestination',
      message: 'Scheduled to correct Destination',
    },
    { type: 'Ready', status: 'False', reason: 'ScheduledToDestination', message: 'Pending' },
  ],
} as const;

const written = {
  conditions: [
    {
      type: 'WriteSucceeded',
      status: 'True',
      reason: 'WorkloadsWrittenToStateStore',
      message: 'Workloads written to State Store',
    },
    { type: 'Ready', status: 'True', reason: 'WorkloadsWrittenToTargetDestination', message: 'Ready' },
  ],
} as const;

function failed(message: string) {
  const because = { status: 'False', reason: 'WorkloadsFailedWrite' } as const;
  return {
    conditions: [
      { type: 'WriteSucceeded', ...because, message },
      { type: 'Ready', ...because, message: 'Failing' },
    ],
  };
}
