import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from '../cluster/start-cluster.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { type Definition, type KratixPromise, type ResourceRequest, requestsPath } from './kratix-promise.ts';
import { RequestWorker, type Surroundings } from './request-worker.ts';
import { PipelineRunner } from './run-pipeline.ts';
import type { RemoteStateStore } from './state-store.ts';

/** The Destination that every Promise of the project selects. */
const destination = { name: 'state-store', labels: { 'infraforge.io/state-store': 'default' } } as const;

/**
 * A stand-in for Kratix: does for a request what Kratix does, as far as it can be observed from our container, the
 * object and Git. It has no Works and no schedule, knows one Destination, one pipeline for each action and only
 * workflows of resources, and forgets everything when it ends.
 */
export class StandIn {
  readonly #shared: Omit<Surroundings, 'promise'>;
  readonly #promises = new Map<string, KratixPromise>();
  readonly #workers = new Map<string, RequestWorker>();
  readonly #ended = new AbortController();

  constructor(cluster: Cluster, stateStore: RemoteStateStore) {
    this.#shared = { cluster, stateStore, destination, runner: new PipelineRunner(cluster) };
  }

  /** Offers a Promise; of one that is there already, makes a new version, for which every request runs again. */
  async install(promise: KratixPromise): Promise<void> {
    const { name } = promise.metadata;
    const isNew = !this.#promises.has(name);
    await this.#applyDefinition(promise.spec.api);
    this.#promises.set(name, promise);
    if (isNew) void this.#follow(name);
    else for (const worker of this.#workers.values()) worker.touch();
  }

  /** Starts no more runs. */
  end(): void {
    this.#ended.abort();
  }

  /** As Kratix installs it: its status schema is a free one. */
  async #applyDefinition(definition: Definition): Promise<void> {
    const { api, kubectl } = this.#shared.cluster;
    await kubectl(
      ['apply', '--server-side', '--force-conflicts', '--filename', '-'],
      JSON.stringify(withFreeStatus(definition)),
    );
    await waitUntil({
      what: `requests of ${definition.spec.names.kind} are taken`,
      within: 30,
      probe: async () => {
        const { group, names, versions } = definition.spec;
        return api.find(`/apis/${group}/${versions[0]!.name}/${names.plural}`);
      },
    });
  }

  /** Watches a Promise's requests; what a watch that ended missed comes with the next one. */
  async #follow(name: string): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      try {
        const promise = this.#promises.get(name)!;
        const requests = this.#shared.cluster.api.watch<ResourceRequest>(requestsPath(promise), signal);
        for await (const request of requests) this.#workerOf(name, request).touch();
      } catch (error) {
        if (!signal.aborted) process.stderr.write(`stand-in: ${name}: ${(error as Error).message}\n`);
      }
      if (!signal.aborted) await wait(500);
    }
  }

  #workerOf(name: string, request: ResourceRequest): RequestWorker {
    const uid = request.metadata.uid ?? '';
    const found = this.#workers.get(uid);
    if (found !== undefined) return found;
    const worker = new RequestWorker({ ...this.#shared, promise: () => this.#promises.get(name)! }, request);
    this.#workers.set(uid, worker);
    return worker;
  }
}

function withFreeStatus(definition: Definition): Definition {
  const status = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const versions = definition.spec.versions.map((version) => {
    const { openAPIV3Schema } = version.schema;
    const properties = { ...openAPIV3Schema.properties, status };
    return { ...version, schema: { openAPIV3Schema: { ...openAPIV3Schema, properties } } };
  });
  return { ...definition, spec: { ...definition.spec, versions } };
}
