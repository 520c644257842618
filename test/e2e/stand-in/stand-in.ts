import { isDeepStrictEqual } from 'node:util';
import type { Cluster } from '../cluster/start-cluster.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Kratix } from '../kratix/kratix.ts';
import { follow } from './follow.ts';
import { kratixKinds } from './kratix-objects.ts';
import { type Definition, type KratixPromise, type ResourceRequest, requestsPath } from './kratix-promise.ts';
import { Placements } from './placements.ts';
import { followReadiness } from './readiness.ts';
import { RequestWorker, type Surroundings } from './request-worker.ts';
import { PipelineRunner } from './run-pipeline.ts';
import { StateStores } from './state-stores.ts';
import { timestamp, writeStatus } from './write-status.ts';

/**
 * A stand-in for Kratix: does for Promises, GitStateStores, Destinations and requests what Kratix does, as far as it
 * can be observed from our container, these objects and Git. It has no Works and no schedule, knows one Destination for
 * a Promise, one pipeline for each action and only workflows of resources, and forgets everything when it ends.
 */
export class StandIn implements Kratix {
  readonly isReal = false;
  readonly #cluster: Cluster;
  readonly #shared: Omit<Surroundings, 'promise'>;
  readonly #promises = new Map<string, KratixPromise>();
  readonly #workers = new Map<string, RequestWorker>();
  readonly #ended = new AbortController();

  /** Begins. @param authority path of the certificate that Git servers are known by */
  constructor(cluster: Cluster, authority: string) {
    const { api } = cluster;
    const { signal } = this.#ended;
    const stateStores = new StateStores(cluster, authority);
    const placements = new Placements(api, { stateStores, signal });
    this.#cluster = cluster;
    this.#shared = { api, placements, runner: new PipelineRunner(cluster) };
    void followReadiness({ api, signal, stateStores });
    void follow({ api, path: `${kratixKinds}/promises`, signal }, (promise: KratixPromise) =>
      this.#install(promise),
    );
  }

  /** Starts no more runs. */
  async end(): Promise<void> {
    this.#ended.abort();
  }

  /** Offers a Promise; of one that is there already, makes a new version, for which every request runs again. */
  async #install(promise: KratixPromise): Promise<void> {
    const { name } = promise.metadata;
    const before = this.#promises.get(name);
    if (isDeepStrictEqual(before?.spec, promise.spec)) return;
    await this.#applyDefinition(promise.spec.api);
    this.#promises.set(name, promise);
    if (before === undefined) void this.#followRequests(promise);
    else for (const worker of this.#workers.values()) worker.touch();
    await writeStatus(this.#cluster.api, `${kratixKinds}/promises/${name}`, available(promise));
  }

  /** As Kratix installs it: its status schema is a free one. */
  async #applyDefinition(definition: Definition): Promise<void> {
    const { api, kubectl } = this.#cluster;
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

  async #followRequests(promise: KratixPromise): Promise<void> {
    const { name } = promise.metadata;
    const followed = { api: this.#cluster.api, path: requestsPath(promise), signal: this.#ended.signal };
    await follow<ResourceRequest>(followed, (request) => this.#workerOf(name, request).touch());
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

/** The status of a Promise whose requests are taken. */
function available({ metadata }: KratixPromise) {
  return {
    status: 'Available',
    observedGeneration: metadata.generation,
    lastAvailableTime: timestamp(),
    workflows: 0,
    workflowsFailed: 0,
    workflowsSucceeded: 0,
    conditions: [
      {
        type: 'Available',
        status: 'True',
        reason: 'PromiseAvailable',
        message: 'Ready to fulfil resource requests',
      },
    ],
  } as const;
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
