import type { BackEnd } from '../../../pipelines/stand-in/kratix/back-end.ts';
import type { StatusChange } from '../../../pipelines/stand-in/kratix/status-change.ts';
import { writeStatus } from '../../../pipelines/stand-in/kratix/write-status.ts';
import type { Conditioned } from '../../../shared/kubernetes-object.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { follow, retryUntilDone } from './follow.ts';
import { type Destination, type GitStateStoreObject, kratixKinds } from './kratix-objects.ts';
import type { RemoteStateStore } from './state-store.ts';
import type { ClusterStateStores } from './state-stores.ts';

/** Options of {@link followReadiness}. */
export interface ReadinessOptions {
  readonly backEnd: BackEnd;
  readonly api: ApiServer;
  readonly signal: AbortSignal;
  readonly stateStores: ClusterStateStores;
}

interface Kind<T> {
  readonly plural: string;
  readonly stateStore: (object: T) => Promise<RemoteStateStore>;
  readonly status: (object: T, problem: string | undefined) => StatusChange;
}

/** Sets the condition `Ready` of each GitStateStore and each Destination, as Kratix does, until the signal. */
export async function followReadiness(options: ReadinessOptions): Promise<void> {
  const { stateStores } = options;
  await Promise.all([
    followKind<GitStateStoreObject>(options, {
      plural: 'gitstatestores',
      stateStore: ({ metadata }) => stateStores.named(metadata.name),
      status: ({ metadata }, problem) => ({
        status: problem === undefined ? 'Ready' : 'NotReady',
        observedGeneration: metadata.generation,
        conditions: [
          problem === undefined
            ? { ...ready, reason: 'StateStoreReady', message: 'State store is ready' }
            : { ...notReady, reason: 'ErrorValidatingPermissions', message: problem },
        ],
      }),
    }),
    followKind<Destination>(options, {
      plural: 'destinations',
      stateStore: (destination) => stateStores.behind(destination),
      status: (_, problem) => ({
        conditions: [
          problem === undefined
            ? { ...ready, reason: 'DestinationReady', message: 'Destination is ready' }
            : { ...notReady, reason: 'StateStoreNotReady', message: problem },
        ],
      }),
    }),
  ]);
}

const ready = { type: 'Ready', status: 'True' } as const;
const notReady = { type: 'Ready', status: 'False' } as const;

/** Checks each generation of an object until it is ready. */
async function followKind<T extends Conditioned>(
  { backEnd, api, signal }: ReadinessOptions,
  { plural, stateStore, status }: Kind<T>,
): Promise<void> {
  const seen = new Set<string>();
  await follow<T>({ api, path: `${kratixKinds}/${plural}`, signal }, (object) => {
    const path = `${kratixKinds}/${plural}/${object.metadata.name}`;
    const version = versionOf(object);
    const look = async (): Promise<void> => {
      const now = await api.find<T>(path);
      if (now === undefined || versionOf(now) !== version) return;
      const problem = await problemOf(stateStore(now));
      await writeStatus(backEnd, path, status(now, problem?.message));
      if (problem !== undefined) throw problem;
    };
    if (!seen.has(version)) void retryUntilDone({ what: path, signal }, look);
    seen.add(version);
  });
}

function versionOf({ metadata }: Conditioned): string {
  return `${metadata.uid}/${metadata.generation}`;
}

function problemOf(stateStore: Promise<RemoteStateStore>): Promise<Error | undefined> {
  return stateStore
    .then((store) => store.check())
    .then(
      () => undefined,
      (error: Error) => error,
    );
}
