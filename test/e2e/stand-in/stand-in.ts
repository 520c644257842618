import { isDeepStrictEqual } from 'node:util';
import type { BackEnd } from '../../../pipelines/stand-in/kratix/back-end.ts';
import {
  type Definition,
  type KratixPromise,
  type ResourceRequest,
  requestsPath,
} from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { KratixStandIn } from '../../../pipelines/stand-in/kratix/stand-in.ts';
import { timestamp } from '../../../pipelines/stand-in/kratix/status-change.ts';
import { writeStatus } from '../../../pipelines/stand-in/kratix/write-status.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { follow, reportError } from './follow.ts';
import { managerIdentity, podIdentity } from './identities.ts';
import { JobRunner } from './job-runner.ts';
import { kratixKinds } from './kratix-objects.ts';
import { followReadiness } from './readiness.ts';
import { ClusterStateStores } from './state-stores.ts';
import { withFreeStatus } from './with-free-status.ts';

/** Options of Kratix, or of its stand-in, in a cluster. */
export interface KratixOptions {
  /** Path of the CA certificate for Git servers. */
  readonly authority: string;
}

/**
 * Starts the stand-in for Kratix in a cluster: objects of the API server, Jobs as runs, Git over HTTPS. It also sets
 * the status of Promises, GitStateStores and Destinations. It ends with the process.
 */
export function startStandIn(cluster: Cluster, { authority }: KratixOptions): void {
  const api = cluster.api.as(managerIdentity);
  const { signal } = new AbortController();
  const stateStores = new ClusterStateStores(cluster, authority);
  const backEnd: BackEnd = {
    objects: api,
    objectsOf: (run) => cluster.api.as(podIdentity(run)),
    runner: new JobRunner(cluster),
    stateStores,
    clock: {
      now: () => Date.now(),
      after: (milliseconds, call) => {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    report: reportError,
  };
  const kratix = new KratixStandIn(backEnd);
  const followed = new Set<string>();
  void followReadiness({ backEnd, api, signal, stateStores });
  void follow({ api, path: `${kratixKinds}/promises`, signal }, async (promise: KratixPromise) => {
    const { name } = promise.metadata;
    // a change of the status alone, which the stand-in itself writes
    if (isDeepStrictEqual(kratix.find(name)?.spec, promise.spec)) return;
    await applyDefinition(cluster, promise.spec.api);
    kratix.offer(promise);
    await writeStatus(backEnd, `${kratixKinds}/promises/${name}`, availableStatus(promise));
    if (followed.has(name)) return;
    followed.add(name);
    void follow<ResourceRequest>({ api, path: requestsPath(promise), signal }, (request) => {
      void kratix.touch(name, request);
    });
  });
}

/** Applies the CRD of a Promise. Kratix replaces the schema of its status with one that accepts everything. */
async function applyDefinition({ api, kubectl }: Cluster, definition: Definition): Promise<void> {
  await kubectl(
    ['apply', '--server-side', '--force-conflicts', '--filename', '-'],
    JSON.stringify(withFreeStatus(definition)),
  );
  const { group, names, versions } = definition.spec;
  await waitUntil({
    what: `the API server accepts requests of ${names.kind}`,
    within: 30,
    probe: async () => api.find(`/apis/${group}/${versions[0]!.name}/${names.plural}`),
  });
}

/** Returns the status of a Promise that accepts requests. */
function availableStatus({ metadata }: KratixPromise) {
  return {
    status: 'Available',
    observedGeneration: metadata.generation,
    lastAvailableTime: timestamp(Date.now()),
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
