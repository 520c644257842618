import { forEvery, type Problem, problem, RequestError } from '../errors.ts';
import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { limitProblems, resourceValues } from '../promise/item-resources.ts';
import { chartVersion, monitoringProblems, noMonitoring, platformValuesOf } from '../promise/place-values.ts';
import { fieldOf, sameNames } from '../release/field-of.ts';
import { setFieldsOf, textAt, valueAt } from '../release/merged.ts';
import type { Placement } from '../release/placement.ts';
import type { Owner, Release, ReleaseFacts } from '../release/release.ts';
import type { ServiceDefinition } from './define-service.ts';
import type { ServiceItem } from './service-rules.ts';
import { standaloneIsAlone } from './service-rules.ts';

/** Resources of the three sizes, per instance. */
const sizes: Readonly<Record<'small' | 'medium' | 'large', Values>> = {
  small: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '200m', memory: '512Mi' } },
  medium: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1000m', memory: '2Gi' } },
  large: { requests: { cpu: '2000m', memory: '4Gi' }, limits: { cpu: '4000m', memory: '8Gi' } },
};

const fieldOfService = fieldOf({
  ...sameNames('version', 'mode', 'replicas', 'resources', 'backup', 'credentials'),
  'persistence.size': 'storage.size',
  'persistence.storageClass': 'storage.storageClass',
  'highAvailability.podDisruptionBudget': 'highAvailability',
  'monitoring.enabled': 'monitoring',
});

/** Where a service item stands and what its request says for all of its items. */
export interface ServiceContext {
  /** `spec.services`, or of one item `spec.services[0]` */
  readonly path: string;
  readonly placement: Placement;
  readonly owner: Owner;
  /** Storage class of the request, for every service that names none. */
  readonly storageClass?: string | undefined;
}

/**
 * The releases of a list of platform services: of those that are enabled.
 *
 * @param context.path path of the list: `spec.services`
 * @throws RequestError `NotAllowed` where the platform does not offer what an item needs
 */
export function serviceReleases(
  items: readonly ServiceItem[],
  services: readonly ServiceDefinition[],
  context: ServiceContext,
): Release[] {
  const enabled = items
    .map((item, index) => ({ item, path: `${context.path}[${index}]` }))
    .filter(({ item }) => item.enabled);
  return forEvery(enabled, ({ item, path }) => {
    const service = services.find(({ type }) => type === item.type);
    if (service === undefined) throw new Error(`The schema let the service type '${item.type}' through`);
    return serviceRelease(item, service, { ...context, path });
  });
}

function serviceRelease(item: ServiceItem, service: ServiceDefinition, context: ServiceContext): Release {
  const { path, placement, owner } = context;
  const problems = platformProblems(item, service, context);
  if (problems.length > 0) throw new RequestError('NotAllowed', problems);
  const chartName = item.chart.name ?? item.type;
  const isProtected = item.deletionProtection ?? placement.production;
  return {
    path,
    name: item.name,
    category: 'platform',
    environment: placement.environment,
    clusterType: placement.clusterType,
    namespace: placement.namespace,
    production: placement.production,
    chart: { name: chartName, version: item.chart.version ?? chartVersion(placement, chartName) },
    platformValues: platformLayer(placement, chartName),
    fields: (below) =>
      serviceValues(item, { service, isProtected, storageClass: context.storageClass, below }),
    freeValues: (item.values ?? {}) as Values,
    owner,
    protected: isProtected,
    stateful: true,
    scaling: service.scaling ?? 'both',
    facts: (merged) => serviceFacts(item.name, placement.namespace, { service, merged }),
    warnings: operatorWarnings(service),
    check: (merged) => [
      ...limitProblems(merged),
      ...availabilityProblems(item, merged),
      ...monitoringProblems(merged, placement),
      ...(service.check?.(merged) ?? []),
    ],
    fieldOf: fieldOfService,
  };
}

function platformLayer(placement: Placement, chart: string): Values {
  const { storageClass } = placement.platform;
  const values = platformValuesOf(placement, chart);
  if (storageClass === undefined || valueAt(values, 'persistence.storageClass') !== undefined) return values;
  const own = valueAt(values, 'persistence');
  return { ...values, persistence: { ...(isMap(own) ? own : {}), storageClass } };
}

function platformProblems(
  { monitoring }: ServiceItem,
  { operator, engine }: ServiceDefinition,
  { path, placement: { platform } }: ServiceContext,
): Problem[] {
  const problems: Problem[] = [];
  if (operator.source !== undefined && !platform.operators.includes(operator.name)) {
    const message = `The platform has switched off the operator ${operator.name}, which ${engine} needs: ask the platform team`;
    problems.push(problem(`${path}.type`, message));
  }
  if (monitoring === true && !platform.monitoring) {
    problems.push(problem(`${path}.monitoring`, noMonitoring));
  }
  return problems;
}

/** An operator that we do not install must be in the cluster already; nothing here can see whether it is. */
function operatorWarnings({ operator, engine }: ServiceDefinition): string[] {
  if (operator.source !== undefined) return [];
  return [
    `${engine} needs the operator ${operator.name} in the cluster, which this platform does not install`,
  ];
}

function serviceValues(
  item: ServiceItem,
  context: {
    service: ServiceDefinition;
    isProtected: boolean;
    storageClass: string | undefined;
    below: Values;
  },
): Values {
  const { service, isProtected, storageClass, below } = context;
  const { size, backup } = item;
  const preset = size === undefined ? undefined : sizes[size];
  return setFieldsOf({
    version: item.version,
    mode: item.mode,
    replicas: item.replicas ?? replicasOf(item, { service, below }),
    resources: resourceValues(item.resources, { preset, below }),
    persistence: { size: item.storage?.size, storageClass: item.storage?.storageClass ?? storageClass },
    highAvailability: { podDisruptionBudget: item.highAvailability },
    monitoring: { enabled: item.monitoring },
    backup: backup === undefined ? undefined : backupValues(backup, service),
    credentials: { secretName: item.credentials?.secretName },
    // False where the request says so; unset where nobody says anything.
    protected: isProtected ? true : item.deletionProtection,
    podLabels: { 'backstage.io/kubernetes-id': item.name },
  });
}

function replicasOf(
  { highAvailability, mode }: ServiceItem,
  { service, below }: { service: ServiceDefinition; below: Values },
): number | undefined {
  const ofMode = mode === undefined ? undefined : service.replicasOf?.(mode);
  // A standalone stays alone, and is refused for that.
  if (highAvailability !== true || (mode ?? textAt(below, 'mode')) === 'standalone') return ofMode;
  return Math.max(3, ofMode ?? Number(textAt(below, 'replicas') ?? 0));
}

/** The rules of the fields, for what the free values and the layers below set. */
function availabilityProblems({ highAvailability }: ServiceItem, merged: Values): Problem[] {
  if (highAvailability !== true) return [];
  if (textAt(merged, 'mode') === 'standalone') {
    return [problem('highAvailability.podDisruptionBudget', standaloneIsAlone)];
  }
  const replicas = Number(textAt(merged, 'replicas') ?? 3);
  return replicas >= 3 ? [] : [problem('replicas', 'highAvailability needs at least 3 replicas')];
}

/** Switched off beats a layer below; an engine without backups has no such setting, and is switched off already. */
function backupValues(
  backup: NonNullable<ServiceItem['backup']>,
  service: ServiceDefinition,
): { [key: string]: Value | undefined } | undefined {
  if (backup.enabled) return backup;
  return service.backup ? { enabled: false } : undefined;
}

function serviceFacts(
  name: string,
  namespace: string,
  { service, merged }: { service: ServiceDefinition; merged: Values },
): ReleaseFacts {
  const { service: host, port, secretName } = service.connection(name, merged);
  return setFieldsOf({
    host: `${host}.${namespace}.svc.cluster.local`,
    port,
    secretName,
    engine: service.type,
    engineVersion: textAt(merged, 'version'),
    mode: textAt(merged, 'mode'),
    replicas: valueAt(merged, 'replicas'),
    // Without a volume nothing is stored, whatever its size would be.
    storage:
      valueAt(merged, 'persistence.enabled') === false ? undefined : textAt(merged, 'persistence.size'),
  }) as ReleaseFacts;
}
