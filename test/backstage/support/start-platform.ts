import { join } from 'node:path';
import type { BackEnd, Objects } from '../../../pipelines/stand-in/kratix/back-end.ts';
import { GitStateStore } from '../../../pipelines/stand-in/kratix/git-state-store.ts';
import { type ResourceRequest, requestsPath } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { KratixStandIn } from '../../../pipelines/stand-in/kratix/stand-in.ts';
import { MemoryObjects } from '../../../pipelines/stand-in/local/memory-objects.ts';
import { runPipeline } from '../../../pipelines/stand-in/local/run-pipeline.ts';
import { kratixApiVersion } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Identity } from '../../e2e/cluster/api-server.ts';
import { follow, reportError } from '../../e2e/stand-in/follow.ts';
import { managerIdentity, podIdentity } from '../../e2e/stand-in/identities.ts';
import { ownCharts } from '../../support/cases.ts';
import type { PlatformApi } from './start-api-server.ts';

/** Platform that answers requests at an API server. */
export interface AnsweringPlatform {
  readonly stateStore: GitStateStore;
  /** Ends the platform after the current runs. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the stand-in for Kratix at an API server: requests and their statuses are objects there, runs happen in this
 * process, and the state store is a folder. Kratix's own objects are kept in memory.
 */
export async function startPlatform(
  folder: string,
  { api, promises }: PlatformApi,
): Promise<AnsweringPlatform> {
  const stateStore = await GitStateStore.open(join(folder, 'state-store'));
  const kratixObjects = new MemoryObjects();
  const objects = withKratixObjects(api.as(managerIdentity), kratixObjects);
  const listRequests = async (): Promise<KubernetesObject[]> => {
    const lists = await Promise.all(promises.map((promise) => withKind(promise, api)));
    return lists.flat().sort((one, other) => (ageOf(one) < ageOf(other) ? -1 : 1));
  };
  const kratix = new KratixStandIn({
    objects,
    objectsOf: (run) => withKratixObjects(api.as(withAllRights(podIdentity(run))), kratixObjects),
    runner: {
      run: async (run) =>
        (await runPipeline(run, { objects: await listRequests(), edges: { charts: ownCharts } })).collected,
    },
    stateStores: {
      destinationOf: async () => 'default',
      write: oneAfterAnother((workPlacement, { files }) => stateStore.write(workPlacement, files)),
    },
    clock: wallClock,
    report: reportError,
  });
  const ended = new AbortController();
  const followed = promises.map((promise) => {
    kratix.offer(promise);
    const path = requestsPath(promise);
    return follow<ResourceRequest>({ api, path, signal: ended.signal }, (request) => {
      void kratix.touch(promise.metadata.name, request);
    });
  });
  const stop = async (): Promise<void> => {
    ended.abort();
    await Promise.all(followed);
    await kratix.settled();
  };
  return { stateStore, stop };
}

/** Returns a function whose calls wait for the earlier ones: Kratix too locks the repository while it writes. */
function oneAfterAnother<Args extends unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (...args) => {
    const next = last.then(() => call(...args));
    last = next.catch(() => undefined);
    return next;
  };
}

/** Returns an identity with all permissions: the policies check the user, but the Roles of pipelines are not installed here. */
function withAllRights(identity: Identity): Identity {
  return { ...identity, groups: [...identity.groups, 'system:masters'] };
}

const wallClock: BackEnd['clock'] = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** Returns the requests of a Promise. Items of a list lack apiVersion and kind, which it adds. */
async function withKind(
  promise: PlatformApi['promises'][number],
  api: PlatformApi['api'],
): Promise<KubernetesObject[]> {
  const { group, names, versions } = promise.spec.api.spec;
  const items = await api.list(requestsPath(promise));
  return items.map((item) => ({
    ...item,
    apiVersion: `${group}/${versions[0]!.name}`,
    kind: names.kind,
  }));
}

const ageOf = ({ metadata }: KubernetesObject): string => metadata.creationTimestamp ?? '';

/** Returns the objects of an API server, except Kratix's own objects, which come from the second argument. */
function withKratixObjects(api: Objects, kratixObjects: Objects): Objects {
  const at = (path: string): Objects => (path.startsWith(`/apis/${kratixApiVersion}/`) ? kratixObjects : api);
  return {
    find: (path) => at(path).find(path),
    list: (path) => at(path).list(path),
    create: (path, body) => at(path).create(path, body),
    merge: (path, body) => at(path).merge(path, body),
    replace: (path, body) => at(path).replace(path, body),
    remove: (path) => at(path).remove(path),
  };
}
