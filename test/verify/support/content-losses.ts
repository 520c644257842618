import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Loss } from './losses.ts';

const topic = (name: string) => ({ name, partitions: 1 });
const events = (fields: object) => ({ name: 'events', type: 'kafka', ...fields });
const withTopics = (...names: string[]) => events({ kafka: { topics: names.map(topic) } });
const contents = ['topic/orders partitions=1', 'topic/audit partitions=1'];
/** Delivered Kafka with two topics. */
const delivered = { name: 'events', protected: true, contents };
const before = withTopics('orders', 'audit');
const names = Array.from({ length: 200 }, (_, index) => `${'t'.repeat(60)}${index}`);
const five = Array.from({ length: 5 }, (_, index) => `events-${index}`);

/** Change of services, with the services before and the delivered releases. */
interface Edit {
  readonly now: readonly object[];
  readonly was?: readonly object[];
  readonly releases?: unknown;
}

/** Returns an edit that removes the first topic of five services, each of which holds a number of topics. */
const many = (count: number): Edit => ({
  now: five.map((name) => ({ ...withTopics(...names.slice(1)), name })),
  releases: five.map((name) => ({
    ...delivered,
    name,
    contents: [...names, ...names, ...names].slice(0, count).map((one) => `topic/${one}`),
  })),
});

const shop = { name: 'shop' };
const queue = (rabbitmq: object) => ({ name: 'queue', type: 'rabbitmq', rabbitmq });
const queues = [{ name: 'orders', vhost: 'shop' }, { name: 'audit' }];
const deliveredQueue = {
  name: 'queue',
  protected: true,
  contents: ['vhost/shop', 'queue/shop/orders type=quorum', 'queue/audit type=quorum'],
};
const ofQueue = { was: [queue({ vhosts: [shop], queues })], releases: [deliveredQueue] };

/** Edits, each with the names that it loses. */
const edits: Readonly<Record<string, [Edit, ...string[]]>> = {
  'topic removed': [{ now: [withTopics('audit')] }, 'topic/orders of events'],
  'topic renamed': [{ now: [withTopics('Orders', 'audit')] }, 'topic/orders of events'],
  'all topics removed': [{ now: [withTopics()] }, 'topic/orders of events', 'topic/audit of events'],
  'block removed': [{ now: [events({})] }, 'topic/orders of events', 'topic/audit of events'],
  'unprotected and removed in one step': [
    { now: [{ ...withTopics('audit'), deletionProtection: false }] },
    'topic/orders of events',
  ],
  'topic added': [{ now: [withTopics('audit', 'orders', 'new')] }],
  'no protection, topic removed': [{ now: [events({})], releases: [{ ...delivered, protected: false }] }],
  'not delivered yet, topic removed': [{ now: [before], was: [withTopics('new')] }],
  'topics moved to free values': [
    { now: [events({ values: { kafka: { topics: ['orders', 'audit'].map(topic) } } })] },
  ],
  'topics of free values': [{ now: [events({ size: 'small' })], was: [events({})] }],
  'a status of an earlier build': [{ now: [events({})], releases: [{ name: 'events', protected: true }] }],
  'odd contents': [
    {
      now: [events({})],
      releases: [
        null,
        { ...delivered, contents: 'topic/orders' },
        { ...delivered, contents: [null, 5, {}, 'x'] },
      ],
    },
  ],
  'queue of a virtual host moved to the default one': [
    {
      ...ofQueue,
      now: [queue({ vhosts: [shop], queues: [{ name: 'orders' }, { name: 'audit', vhost: '/' }] })],
    },
    'queue/shop/orders of queue',
  ],
  'virtual host and queue removed': [
    { ...ofQueue, now: [queue({ queues: queues.slice(0, 1) })] },
    'vhost/shop of queue',
    'queue/audit of queue',
  ],
  'policy added': [{ ...ofQueue, now: [queue({ vhosts: [shop], queues, policies: [] })] }],
  'the most topics that are compared': [many(200), ...five.map((name) => `topic/${names[0]} of ${name}`)],
  'more topics, which are left to the pipeline': [many(600)],
};

const volume = (name: string) => ({ name, mountPath: `/${name}`, persistent: { size: '1Gi' } });
const files = (fields: object) => ({ name: 'files', image: { repository: 'x', tag: '1' }, ...fields });
const withVolumes = (...names: string[]) => files({ volumes: names.map(volume) });
const deliveredFiles = {
  name: 'files',
  protected: true,
  contents: ['volume/a size=1Gi', 'volume/b size=1Gi'],
};
const ofFiles = { was: [withVolumes('a', 'b')], releases: [deliveredFiles] };
const folder = { name: 'a', emptyDir: {} };

const twenty = Array.from({ length: 20 }, (_, index) => `${'v'.repeat(50)}${index}`);
const fifty = Array.from({ length: 50 }, (_, index) => `${'a'.repeat(40)}${index}`);

/** Edits of applications with volumes. */
const applicationEdits: typeof edits = {
  'volume removed': [{ ...ofFiles, now: [withVolumes('b')] }, 'volume/a of files'],
  'volume replaced by an empty folder': [
    { ...ofFiles, now: [files({ volumes: [folder, volume('b')] })] },
    'volume/a of files',
  ],
  'all volumes removed': [{ ...ofFiles, now: [files({})] }, 'volume/a of files', 'volume/b of files'],
  'volume added': [{ ...ofFiles, now: [withVolumes('a', 'b', 'c')] }],
  'the most volumes that are compared': [
    {
      now: fifty.map((name, index) => ({ ...withVolumes(...twenty.slice(index < 5 ? 1 : 0)), name })),
      was: fifty.map((name) => ({ ...withVolumes(...twenty), name })),
      releases: fifty.map((name) => ({
        name,
        protected: true,
        contents: twenty.map((volume) => `volume/${volume} size=10Gi`),
      })),
    },
    ...fifty.slice(0, 5).map((name) => `volume/${twenty[0]} of ${name}`),
  ],
  'no protection, volume removed': [
    { ...ofFiles, now: [files({})], releases: [{ ...deliveredFiles, protected: false }] },
  ],
};

/** Returns the changes of a service that is a request of its own. @param type type of the service */
export function requestContentLossesOf(kind: string, type: string): Loss[] {
  const request = ({ name, type: _, ...fields }: Service, releases: unknown): KubernetesObject => ({
    apiVersion: 'platform.infraforge.io/v1',
    kind,
    metadata: { name, namespace: 'team-a' },
    spec: { environment: 'dev', ...fields },
    status: { releases },
  });
  return Object.entries(edits).flatMap(
    ([what, [{ now, was = [before], releases = [delivered] }, ...lost]]) => {
      const [service, old] = [now[0], was[0]] as [Service, Service];
      if (now.length > 1 || service.type !== type) return [];
      const change = { object: request(service, releases), old: request(old, releases) };
      return [{ what, change: { id: `${kind}: ${what}`, operation: 'UPDATE' as const, ...change }, lost }];
    },
  );
}

type Service = Readonly<Record<string, unknown>> & { readonly name: string; readonly type: string };

/** Returns changes that lose what a protected item holds, and some that do not. @param list field with the items */
export function contentLossesOf(kind: string, list: string): Loss[] {
  const request = (items: readonly object[], releases: unknown): KubernetesObject => ({
    apiVersion: 'platform.infraforge.io/v1',
    kind,
    metadata: { name: 'shop', namespace: 'team-a' },
    spec: { environment: 'dev', [list]: items },
    status: { releases },
  });
  const all = list === 'applications' ? applicationEdits : edits;
  return Object.entries(all).map(([what, [{ now, was = [before], releases = [delivered] }, ...lost]]) => ({
    what,
    change: {
      id: `${kind} ${list}: ${what}`,
      operation: 'UPDATE',
      object: request(now, releases),
      old: request(was, releases),
    },
    lost,
  }));
}
