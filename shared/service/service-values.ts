import type { Values } from '../helm/chart.ts';
import { converted, type FieldMapping, implied, type ReadValue } from '../promise/field-mapping.ts';
import { adjustedResources, resourcesAsStrings } from '../promise/item-resources.ts';
import { ownerLabels } from '../release/owner-labels.ts';
import type { Owner } from '../release/release.ts';
import { expandSchedule } from './cron-pattern.ts';
import type { ServiceDefinition } from './define-service.ts';
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

/** Resources of the three sizes, per instance. */
const sizes: Readonly<Record<'small' | 'medium' | 'large', Values>> = {
  small: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '200m', memory: '512Mi' } },
  medium: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1000m', memory: '2Gi' } },
  large: { requests: { cpu: '2000m', memory: '4Gi' }, limits: { cpu: '4000m', memory: '8Gi' } },
};

/** Values that the fields of a service item set. */
export const serviceValues: FieldMapping<ServiceItem, ServiceContext> = {
  name: implied('podLabels', (name, { owner, tenant }) => ({
    'backstage.io/kubernetes-id': name,
    ...ownerLabels(owner, tenant),
  })),
  type: null,
  enabled: null,
  chart: null,
  version: 'version',
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
  size: implied('resources', (size) => (size === undefined ? undefined : sizes[size])),
  resources: [implied('resources', adjustedResources), converted('resources', resourcesAsStrings)],
  storage: {
    size: 'persistence.size',
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

/** Returns at least three replicas; undefined in standalone mode, for which the request is refused. */
function availableReplicas(read: ReadValue): number | undefined {
  return read('mode') === 'standalone' ? undefined : Math.max(3, Number(read('replicas') ?? 0));
}

/** Replaces the short form of a schedule. */
function withFiveFields(backup: ServiceItem['backup']): ServiceItem['backup'] {
  return backup?.schedule === undefined ? backup : { ...backup, schedule: expandSchedule(backup.schedule) };
}
