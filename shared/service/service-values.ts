import { converted, type FieldMapping, implied, type ReadValue } from '../promise/field-mapping.ts';
import { adjustedResources, resourcesAsStrings } from '../promise/item-resources.ts';
import { ownerLabels } from '../release/owner-labels.ts';
import { canonicalQuantity } from '../release/quantity.ts';
import type { Owner } from '../release/release.ts';
import { expandSchedule } from './cron-pattern.ts';
import type { ServiceDefinition } from './define-service.ts';
import { presetResources } from './engine-sizes.ts';
import { resolveVersion } from './engine-versions.ts';
import type { ServiceItem } from './service-fields.ts';

/** Service item with its definition and the defaults of its request. */
export interface ServiceContext {
  readonly item: ServiceItem;
  readonly service: ServiceDefinition;
  readonly isProtected: boolean;
  readonly storageClass: string | undefined;
  readonly owner: Owner | undefined;
  /** Name of the tenant. */
  readonly tenant: string | undefined;
}

/** Values that the fields of a service item set. */
export const serviceValues: FieldMapping<ServiceItem, ServiceContext> = {
  name: implied('podLabels', (name, { owner, tenant }) => ({
    'backstage.io/kubernetes-id': name,
    ...ownerLabels(owner, tenant),
  })),
  type: null,
  enabled: null,
  chart: null,
  version: converted('version', (version, { service }) =>
    version === undefined ? undefined : (resolveVersion(service.versions, version) ?? version),
  ),
  upgrade: null,
  mode: [
    'mode',
    implied('replicas', (mode, { service }) =>
      mode === undefined ? undefined : service.defaultReplicas?.(mode),
    ),
  ],
  highAvailability: [
    'highAvailability.podDisruptionBudget',
    implied('replicas', (isHighlyAvailable, { read }) =>
      isHighlyAvailable ? availableReplicas(read) : undefined,
    ),
  ],
  replicas: 'replicas',
  size: implied('resources', (size, { service }) =>
    size === undefined ? undefined : presetResources(service.sizes[size]),
  ),
  resources: [
    implied('resources', adjustedResources),
    implied('resources', pairedMemory),
    converted('resources', resourcesAsStrings),
  ],
  storage: {
    size: converted('persistence.size', (size) => size && canonicalQuantity(size)),
    storageClass: converted('persistence.storageClass', (own, { storageClass }) => own ?? storageClass),
  },
  monitoring: 'monitoring.enabled',
  backup: converted('backup', (backup, { service }) => {
    if (backup === undefined || backup.enabled) return withFiveFields(backup);
    // The chart of an engine without backups has no such value.
    return service.backup ? { enabled: false } : undefined;
  }),
  credentials: { secretName: 'credentials.secretName' },
  deletionProtection: implied('protected', (isWanted, { isProtected }) => (isProtected ? true : isWanted)),
  values: null,
};

/** Returns the memory of the half that is unset: engines derive their settings from one number. */
function pairedMemory(resources: ServiceItem['resources']): object | undefined {
  const { requests, limits } = resources ?? {};
  return resourcesAsStrings({
    requests: { memory: requests?.memory === undefined ? limits?.memory : undefined },
    limits: { memory: limits?.memory === undefined ? requests?.memory : undefined },
  });
}

/** Returns at least three replicas; undefined in standalone mode, for which the request is refused. */
function availableReplicas(read: ReadValue): number | undefined {
  return read('mode') === 'standalone' ? undefined : Math.max(3, Number(read('replicas') ?? 0));
}

/** Replaces the short form of a schedule. */
function withFiveFields(backup: ServiceItem['backup']): ServiceItem['backup'] {
  return backup?.schedule === undefined ? backup : { ...backup, schedule: expandSchedule(backup.schedule) };
}
