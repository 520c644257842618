import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Loss } from './losses.ts';

/** Parts of a bundle that a change replaces. */
type Parts = Readonly<Record<string, unknown>>;

const volume = (name: string) => ({ name, mountPath: `/${name}`, persistent: { size: '1Gi' } });
const webapp = {
  name: 'webapp',
  image: { repository: 'x', tag: '1' },
  volumes: [volume('a'), volume('b')],
};
const cache = { credentials: { secretName: 'cache-password' } };
const whole: Parts = { database: {}, cache, operators: [{ name: 'kafka' }], business: [webapp] };
const off = { deletionProtection: false };
/** Delivered releases: all but the cache are protected. */
const releases = [
  { name: 'acme-postgresql', protected: true },
  { name: 'acme-redis', protected: false },
  { name: 'acme-kafka', protected: true },
  { name: 'acme-webapp', protected: true, contents: ['volume/a size=1Gi', 'volume/b size=1Gi'] },
];

function request(parts: Parts): KubernetesObject {
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'InfraForge',
    metadata: { name: 'shop', namespace: 'team-a' },
    spec: { tenant: 'acme', environment: 'dev', ...parts },
    status: { releases },
  };
}

function update(what: string, parts: Parts, ...lost: string[]): Loss {
  const object = { ...request({}), spec: { tenant: 'acme', environment: 'dev', ...parts } };
  return { what, change: { id: what, operation: 'UPDATE', object, old: request(whole) }, lost };
}

/** Returns changes of a bundle that remove a service or an application, and some that do not. */
export function bundleLosses(): Loss[] {
  const { database: _, ...withoutDatabase } = whole;
  const { operators: __, ...withoutList } = whole;
  return [
    update('block removed', withoutDatabase, 'acme-postgresql'),
    update('block disabled', { ...whole, database: { enabled: false } }, 'acme-postgresql'),
    update('unprotected and disabled', { ...whole, database: { ...off, enabled: false } }, 'acme-postgresql'),
    update('entry removed', withoutList, 'acme-kafka'),
    update('entry disabled', { ...whole, operators: [{ name: 'kafka', enabled: false }] }, 'acme-kafka'),
    update('application removed', { ...whole, business: [] }, 'acme-webapp'),
    update('unprotected cache removed', { ...whole, cache: { enabled: false } }),
    update('entry moved to a block', { ...withoutList, messaging: { type: 'kafka' } }),
    update('block moved to the other list', { ...withoutDatabase, platform: [{ name: 'postgresql' }] }),
    update('entry moved to the other list', { ...withoutList, platform: [{ name: 'kafka' }] }),
    update('grows', { ...whole, database: { size: '50Gi' } }),
    {
      what: 'deleted',
      change: { id: 'deleted', operation: 'DELETE', old: request(whole) },
      lost: ['acme-postgresql', 'acme-kafka', 'acme-webapp'],
    },
  ];
}

/** Returns changes of a bundle that remove a volume, and one that does not. */
export function bundleContentLosses(): Loss[] {
  const withVolumes = (...names: string[]): Parts => ({
    ...whole,
    business: [{ ...webapp, volumes: names.map(volume) }],
  });
  return [
    update('volume removed', withVolumes('b'), 'volume/a of acme-webapp'),
    update('volume added', withVolumes('a', 'b', 'c')),
  ];
}
