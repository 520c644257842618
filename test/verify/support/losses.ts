import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Change } from './admission.ts';

/** Change of a request with items, and the protected items that would lose their data. */
export interface Loss {
  readonly what: string;
  readonly change: Change;
  readonly lost: readonly string[];
}

type Item = Readonly<Record<string, unknown>>;

const db = { name: 'db', type: 'postgresql' };
const cache = { name: 'cache', type: 'redis', credentials: { secretName: 'cache-password' } };
const queue = { name: 'queue', type: 'rabbitmq' };
const all = [db, cache, queue];
const off = { deletionProtection: false };
/** Delivered services: a protected db, a protected queue and an unprotected cache. */
const releases = [
  { name: 'db', protected: true },
  { name: 'cache', protected: false },
  { name: 'queue', protected: true },
  { name: 'web' },
];
const many = Array.from({ length: 50 }, (_, index) => ({ ...db, name: `${'d'.repeat(47)}-${index + 10}` }));

/** Returns every change that removes an item, and some that do not. @param list field of `spec` with the items */
export function lossesOf(kind: string, list: string): Loss[] {
  const changes = changesOf(kind, list);
  return [...losing(changes), ...keeping(changes), ...withoutServices(changes)];
}

/** Returns changes of a request that is one service, named `shop`. @param fields fields that its kind requires */
export function requestLossesOf(kind: string, fields: object): Loss[] {
  const releases = [{ name: 'shop', protected: true }];
  const request = (own: object, status: unknown = { releases }, metadata = {}): KubernetesObject => ({
    apiVersion: 'platform.infraforge.io/v1',
    kind,
    metadata: { name: 'shop', namespace: 'team-a', ...metadata },
    spec: { environment: 'dev', ...fields, ...own },
    status,
  });
  const update = (own: object, old = request({})): Omit<Change, 'id'> => ({
    operation: 'UPDATE',
    object: { ...old, spec: request(own).spec },
    old,
  });
  const remove = (old = request({})): Omit<Change, 'id'> => ({ operation: 'DELETE', old });
  const loss = (what: string, change: Omit<Change, 'id'>, ...lost: string[]): Loss => ({
    what,
    change: { id: `${kind}: ${what}`, ...change },
    lost,
  });
  const free = { releases: [{ name: 'shop', protected: false }] };
  const ending = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['kratix.io/work-cleanup'] };
  return [
    loss('disabled', update({ enabled: false }), 'shop'),
    loss('deleted', remove(), 'shop'),
    loss('unprotected and disabled in one step', update({ ...off, enabled: false }), 'shop'),
    loss('deleted before the end of its protection is delivered', remove(request(off)), 'shop'),
    loss('unprotected', update(off)),
    loss('grows', update({ storage: { size: '200Gi' } })),
    loss('without protection disabled', update({ enabled: false }, request({}, free))),
    loss('without protection deleted', remove(request({}, free))),
    loss('not delivered yet, deleted', remove(request({}, { message: 'No platform', releases: [] }))),
    ...[null, 'shop', { shop: true }, [null, 'shop', { protected: true }]].map((odd, index) =>
      loss(`odd releases ${index}, deleted`, remove(request({}, { releases: odd }))),
    ),
    loss('a deletion that has begun, once more', remove(request({}, { releases }, ending))),
  ];
}

/** Returns an application with the fields that items of any kind have. */
function asApplication({ type: _type, credentials: _credentials, storage, ...item }: Item): Item {
  const persistent = storage ?? { size: '10Gi' };
  return { ...item, image: { repository: 'x', tag: '1' }, volumes: [{ name: 'data', persistent }] };
}

type Changes = ReturnType<typeof changesOf>;

function changesOf(kind: string, list: string) {
  const specOf = (items: readonly Item[]): object => ({
    environment: 'dev',
    [list]: list === 'applications' ? items.map(asApplication) : items,
  });
  const request = (items: readonly Item[], status?: unknown, metadata = {}): KubernetesObject => ({
    apiVersion: 'platform.infraforge.io/v1',
    kind,
    metadata: { name: 'shop', namespace: 'team-a', ...metadata },
    spec: specOf(items),
    ...(status === undefined ? {} : { status }),
  });
  const update = (items: readonly Item[], old = request(all, { releases })): Omit<Change, 'id'> => ({
    operation: 'UPDATE',
    object: { ...old, spec: specOf(items) },
    old,
  });
  const remove = (old = request(all, { releases })): Omit<Change, 'id'> => ({ operation: 'DELETE', old });
  const loss = (what: string, change: Omit<Change, 'id'>, ...lost: string[]): Loss => ({
    what,
    change: { id: `${kind} ${list}: ${what}`, ...change },
    lost,
  });
  return { request, update, remove, loss };
}

function losing({ request, update, remove, loss }: Changes): Loss[] {
  return [
    loss('removed', update([cache, queue]), 'db'),
    loss('disabled', update([{ ...db, enabled: false }, cache, queue]), 'db'),
    loss('deleted', remove(), 'db', 'queue'),
    loss('one removed, one disabled', update([cache, { ...queue, enabled: false }]), 'db', 'queue'),
    loss('another name', update([{ ...db, name: 'database' }, cache, queue]), 'db'),
    loss(
      'unprotected and disabled in one step',
      update([{ ...db, ...off, enabled: false }, cache, queue]),
      'db',
    ),
    loss(
      'removed while the end of its protection is not delivered',
      update([cache, queue], request([{ ...db, ...off }, cache, queue], { releases })),
      'db',
    ),
    loss('fifty deleted', remove(request(many, { releases: many.map(delivered) })), ...many.map(nameOf)),
    loss(
      'all but one of fifty removed',
      update(many.slice(0, 1), request(many, { releases: many.map(delivered) })),
      ...many.slice(1).map(nameOf),
    ),
  ];
}

function keeping({ request, update, remove, loss }: Changes): Loss[] {
  return [
    loss('unprotected', update([{ ...db, ...off }, cache, queue])),
    loss('grows', update([{ ...db, storage: { size: '20Gi' } }, cache, queue])),
    loss('without protection removed', update([db, queue])),
    loss('without protection disabled', update([db, { ...cache, enabled: false }, queue])),
    loss('another added', update([...all, { ...cache, name: 'second' }])),
    loss(
      'not delivered yet, removed',
      update([cache], request([db, cache], { releases: releases.slice(1, 2) })),
    ),
    loss('no status, removed', update([cache], request(all))),
    loss('no status, deleted', remove(request(all))),
    loss('no release, deleted', remove(request(all, { message: 'No platform', releases: [] }))),
    ...[null, 'db', { db: true }, [null, 'db', { protected: true }, { name: 'db', protected: null }]].map(
      (odd, index) => loss(`odd releases ${index}, deleted`, remove(request(all, { releases: odd }))),
    ),
  ];
}

/** Changes that name no service: of metadata, or of the status. */
function withoutServices({ request, remove, loss }: Changes): Loss[] {
  const ending = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['kratix.io/work-cleanup'] };
  const gone = request([cache], { releases });
  return [
    loss('labels alone, though one is missing', {
      operation: 'UPDATE',
      object: {
        ...gone,
        metadata: { ...gone.metadata, labels: { 'kratix.io/manual-reconciliation': 'true' } },
      },
      old: gone,
    }),
    loss('finalizers of a deletion that has begun', {
      operation: 'UPDATE',
      object: request(all, { releases }, { ...ending, finalizers: [] }),
      old: request(all, { releases }, ending),
    }),
    loss('a deletion that has begun, once more', remove(request(all, { releases }, ending))),
    loss('the status alone', {
      operation: 'UPDATE',
      subresource: 'status',
      object: request(all, { releases: [] }),
      old: request(all, { releases }),
    }),
  ];
}

const delivered = ({ name }: { name: string }): object => ({ name, protected: true });
const nameOf = ({ name }: { name: string }): string => name;
