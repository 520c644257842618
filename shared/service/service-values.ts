import { converted, type FieldMapping, implied, type ReadValue } from '../promise/field-mapping.ts';
import { adjustedResources, resourcesAsStrings } from '../promise/item-resources.ts';
import { ownerLabels } from '../release/owner-labels.ts';
import type { Placement } from '../release/placement.ts';
import { canonicalQuantity } from '../release/quantity.ts';
import type { Owner } from '../release/release.ts';
import { scalarText } from '../scalar-text.ts';
import { expandSchedule } from './cron-pattern.ts';
import type { ServiceDefinition } from './define-service.ts';
import { presetResources } from './engine-sizes.ts';
import { resolveVersion } from './engine-versions.ts';
import { archiveName } from './service-backup.ts';
import type { ServiceItem } from './service-fields.ts';

/** Service item with its definition and the defaults of its request. */
export interface ServiceContext {
  readonly item: ServiceItem;
  readonly service: ServiceDefinition;
  readonly isProtected: boolean;
  readonly storageClass: string | undefined;
  readonly owner: Owner | undefined;
  readonly placement: Placement;
}

/** Returns the mapping from the fields of a service item to values, with the fields of its engine. */
export function serviceMapping({
  type,
  fields,
}: ServiceDefinition): FieldMapping<ServiceItem, ServiceContext> {
  return { ...serviceValues, ...(fields && { [type]: fields.values }) };
}

/** Returns the mapping for a request that is one service, whose spec has an owner and no name. */
export function requestMapping(service: ServiceDefinition): FieldMapping<ServiceItem, ServiceContext> {
  return { ...serviceMapping(service), ...{ name: null, owner: serviceValues.name } };
}

const serviceValues: FieldMapping<ServiceItem, ServiceContext> = {
  name: implied('podLabels', (_, { item: { name }, owner, placement: { tenant } }) => ({
    'backstage.io/kubernetes-id': name,
    ...ownerLabels(owner, tenant?.name),
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
  monitoring: [
    'monitoring.enabled',
    implied('monitoring.labels', (isWanted, { read, item: { chart }, service, placement }) =>
      (isWanted ?? read('monitoring.enabled')) === true && (chart.name ?? service.type) === service.type
        ? placement.platform.monitoringLabels
        : undefined,
    ),
  ],
  backup: [
    converted('backup', (backup, { service, read }) => {
      if (backup === undefined || backup.enabled) return backupValues(backup, read);
      // The chart of an engine without backups has no such value.
      return service.backup === false ? undefined : { enabled: false };
    }),
    implied('backup', (_, { item, service, placement }) =>
      service.backup === false ? undefined : { archive: archiveName(item, placement) },
    ),
  ],
  restore: {
    from: { destination: 'restore.destination', serverName: 'restore.serverName' },
    targetTime: 'restore.targetTime',
    secretName: 'restore.secretName',
  },
  credentials: { secretName: 'credentials.secretName' },
  deletionProtection: implied('protected', (isWanted, { isProtected }) => (isProtected ? true : isWanted)),
  values: null,
};

/** Returns the memory of an unset request or limit, equal to the other: engines derive their settings from one number. */
function pairedMemory(resources: ServiceItem['resources']): object | undefined {
  const { requests, limits } = resources ?? {};
  return resourcesAsStrings({
    requests: { memory: requests?.memory === undefined ? limits?.memory : undefined },
    limits: { memory: limits?.memory === undefined ? requests?.memory : undefined },
  });
}

/** Returns at least three replicas; undefined in standalone mode, for which the request is refused. */
function availableReplicas(read: ReadValue): number | undefined {
  return read('mode') === 'standalone' ? undefined : Math.max(3, Number(scalarText(read('replicas') ?? 0)));
}

/** Returns the values of a backup. The Secret of a layer below belongs to the destination of that layer. */
function backupValues(backup: ServiceItem['backup'], read: ReadValue): object | undefined {
  if (backup === undefined) return undefined;
  const { archiveSuffix: _, schedule, ...values } = backup;
  const { destination, secretName } = backup;
  const isOther = destination !== undefined && secretName === undefined && Boolean(read('backup.secretName'));
  return {
    ...values,
    ...(schedule === undefined ? {} : { schedule: expandSchedule(schedule) }),
    ...(isOther ? { secretName: '' } : {}),
  };
}
