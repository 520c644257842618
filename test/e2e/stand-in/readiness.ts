import type { Conditioned } from '../../../shared/kubernetes-object.ts';
import type { ApiServer } from '../cluster/api-server.ts';
import { follow, untilDone } from './follow.ts';
import { type Destination, type GitStateStoreObject, kratixKinds } from './kratix-objects.ts';
import type { RemoteStateStore } from './state-store.ts';
import type { StateStores } from './state-stores.ts';
import { type StatusChange, writeStatus } from './write-status.ts';

export interface ReadinessOptions {
  readonly api: ApiServer;
  readonly signal: AbortSignal;
  readonly stateStores: StateStores;
}

interface Kind<T> {
  readonly plural: string;
  readonly stateStore: (object: T) => Promise<RemoteStateStore>;
  readonly status: (object: T, problem: string | undefined) => StatusChange;
}

/** Says on each GitStateStore and each Destination whether it is ready, as Kratix does, until the signal. */
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

/** Each generation of an object is looked at until it is ready. */
async function followKind<T extends Conditioned>(
  { api, signal }: ReadinessOptions,
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
      await writeStatus(api, path, status(now, problem?.message));
      if (problem !== undefined) throw problem;
    };
    if (!seen.has(version)) void untilDone({ what: path, signal }, look);
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
