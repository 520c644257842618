import type { Values } from '../helm/chart.ts';
import type { ReleaseFacts } from '../release/release.ts';
import { omitUnset, stringAt, valueAt } from '../release/value-access.ts';
import type { ServiceDefinition } from './define-service.ts';
import { backupFacts } from './service-backup.ts';

/** Name, namespace and engine of a service. */
interface Identity {
  readonly name: string;
  readonly namespace: string;
  readonly service: ServiceDefinition;
}

/** Returns the facts of a service that the status lists: its connection, version, size and archives. */
export function serviceFacts(merged: Values, { name, namespace, service }: Identity): ReleaseFacts {
  const { service: host, pooler, scheme, facts, ...connection } = service.connection(name, merged);
  const addressOf = (host: string): string => `${host}.${namespace}.svc.cluster.local`;
  const hasVolume = valueAt(merged, 'persistence.enabled') !== false;
  const uri = scheme && `${scheme}://${addressOf(host)}:${connection.port}`;
  return omitUnset({
    host: addressOf(host),
    poolerHost: pooler === undefined ? undefined : addressOf(pooler),
    ...connection,
    facts: { uri, ...facts },
    engine: service.type,
    engineVersion: stringAt(merged, 'version'),
    mode: stringAt(merged, 'mode'),
    replicas: valueAt(merged, 'replicas'),
    // Without persistence, there is no volume.
    storage: hasVolume ? stringAt(merged, 'persistence.size') : undefined,
    walStorage: service.walVolume?.(merged),
    ...backupFacts(merged, service),
    storageClass: hasVolume ? stringAt(merged, 'persistence.storageClass') || undefined : undefined,
  }) as ReleaseFacts;
}

/** Returns the contents of a service, and the Secrets of its users. */
export function contentFacts(merged: Values, { name, service }: Omit<Identity, 'namespace'>): ReleaseFacts {
  const userSecrets = service.userSecrets?.(name, merged) ?? [];
  const contents = service.contents?.(merged) ?? [];
  return {
    ...(userSecrets.length === 0 ? {} : { userSecrets }),
    ...(contents.length === 0 ? {} : { contents }),
  };
}
