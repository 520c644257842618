import { type Problem, problem, RequestError } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { assignFields, type FieldMapping } from '../promise/field-mapping.ts';
import { limitProblems } from '../promise/item-resources.ts';
import { monitoringProblems, noMonitoringMessage, platformValuesFor } from '../promise/placement-values.ts';
import { releaseOf } from '../promise/release-of.ts';
import type { Assignment } from '../release/assignments.ts';
import type { Placement } from '../release/placement.ts';
import type { Owner, Release } from '../release/release.ts';
import { valueAt, withDefault } from '../release/value-access.ts';
import { canonicalValues } from './canonical-values.ts';
import type { ServiceDefinition } from './define-service.ts';
import { versionChangeProblem } from './engine-versions.ts';
import { findService } from './find-service.ts';
import { backupProblems, backupWarnings, withBackupDefaults } from './service-backup.ts';
import {
  aliasWarnings,
  availabilityProblems,
  engineProblems,
  newVersionProblem,
  productionWarnings,
  retirementWarnings,
  rollbackWarnings,
} from './service-checks.ts';
import { contentsProblems } from './service-contents.ts';
import { contentFacts, serviceFacts } from './service-facts.ts';
import type { ServiceItem } from './service-fields.ts';
import { engineOperatorProblems, furtherOperatorProblems } from './service-operators.ts';
import { instances } from './service-pods.ts';
import { type ServiceContext, serviceMapping } from './service-values.ts';

/** Placement of the services of a request, and their defaults. */
export interface ServiceDefaults {
  readonly placement: Placement;
  readonly owner: Owner | undefined;
  /** Storage class of the request, for every service without one. */
  readonly storageClass?: string | undefined;
}

/** Options of {@link serviceRelease}: the fields of the request that a service comes from. */
export interface ServiceReleaseOptions extends ServiceDefaults {
  /** Path of the service in the request: `spec.services[0]`. */
  readonly path: string;
  /** Path of the field that determines the name. Defaults to the name of the item, or of the request. */
  readonly namePath?: string;
  /** Path of the field that determines the type. Defaults to the type of the item. */
  readonly typePath?: string;
  /** Values that the fields set. Defaults to those of an item of a list. */
  readonly mapping?: FieldMapping<ServiceItem, ServiceContext>;
}

/**
 * Returns the releases of the enabled services of a list of `spec`. A release has a refusal if the platform does not support it.
 *
 * @throws Error for an unknown type, which the schema should have refused
 */
export function serviceReleases(
  items: readonly ServiceItem[],
  services: readonly ServiceDefinition[],
  { list, ...context }: ServiceDefaults & { readonly list: string },
): Release[] {
  const enabled = items
    .map((item, index) => ({ item, path: `spec.${list}[${index}]` }))
    .filter(({ item }) => item.enabled);
  return enabled.map(({ item, path }) => {
    const service = findService(services, item.type);
    if (service === undefined) throw new Error(`The schema accepts the unknown service type "${item.type}"`);
    return serviceRelease(item, service, { ...context, path });
  });
}

/** Returns the release of a service. It has a refusal if the platform does not support it. */
export function serviceRelease(
  item: ServiceItem,
  service: ServiceDefinition,
  {
    path,
    namePath,
    typePath = `${path}.type`,
    mapping = serviceMapping(service),
    placement,
    owner,
    storageClass,
  }: ServiceReleaseOptions,
): Release {
  const problems = platformProblems(item, service, { path, typePath, placement });
  const chart = item.chart.name ?? service.type;
  const isOwn = chart === service.type;
  // Another chart may have text that is no quantity under these keys.
  const canonical = (values: Values): Values => (isOwn ? canonicalValues(values) : values);
  const isProtected = item.deletionProtection ?? placement.production;
  const context = { item, service, placement, isProtected, storageClass, owner };
  const fields = (below: Values): Assignment[] => assignFields(item, mapping, { ...context, below });
  return releaseOf(placement, {
    path,
    ...(namePath && { namePath }),
    name: item.name,
    category: 'platform',
    catalogType: service.catalogType,
    chart: { name: chart, version: item.chart.version },
    imageMirror: isOwn ? placement.platform.imageMirror : undefined,
    platformValues: canonical(platformLayer(placement, { chart, service, isOwn })),
    fields,
    unsupportedFields: isOwn ? undefined : (values) => missingValues(fields(values), { chart, values }),
    values: item.values && canonical(item.values),
    owner,
    protected: isProtected,
    stateful: true,
    scaling: service.scaling ?? 'both',
    singleReplicaReason: service.singleReplicaReason,
    growsStorage: service.growsStorage ?? true,
    versionChangeProblem: (from, to) =>
      versionChangeProblem(service.versions, { engine: service.engine, from, to, upgrade: item.upgrade }),
    newVersionProblem: (version) => newVersionProblem(version, service),
    contentChangeProblem: service.contentChangeProblem,
    derivedNames: service.derivedNames(item.name),
    facts: (merged) => ({
      ...serviceFacts(merged, { name: item.name, namespace: placement.namespace, service }),
      ...(isOwn ? contentFacts(merged, { name: item.name, service }) : {}),
    }),
    pods: (merged) => (isOwn ? (service.pods?.(merged) ?? [instances(merged)]) : []),
    warnings: [...aliasWarnings(item, service), ...rollbackWarnings(item)],
    warn: (merged) => [
      ...(isOwn ? (service.warn?.(merged) ?? []) : []),
      ...(placement.production ? productionWarnings(item.name, { service, merged }) : []),
      ...(isOwn ? retirementWarnings(merged, service) : []),
      ...backupWarnings(merged, { item, service, placement }),
    ],
    check: (merged) => [
      ...limitProblems(merged),
      ...(isOwn ? engineProblems(merged, service) : []),
      ...(isOwn ? contentsProblems(merged, service) : []),
      ...(isOwn ? backupProblems(merged, { item, service, placement }) : []),
      ...availabilityProblems(item, merged),
      ...monitoringProblems(merged, placement),
      ...(service.check?.(merged, item.name) ?? []),
      ...furtherOperatorProblems(merged, { service, platform: placement.platform }),
    ],
    refusal: problems.length === 0 ? undefined : new RequestError('NotAllowed', problems),
  });
}

/** Returns a problem for each field whose value a chart does not have. */
function missingValues(
  assignments: readonly Assignment[],
  { chart, values }: { chart: string; values: Values },
): Problem[] {
  // `size` has no other effect than the values that it implies.
  const required = assignments.filter(
    ({ field, implied, value }) => value !== undefined && (!implied || field === 'size'),
  );
  return required
    .filter(({ path }) => valueAt(values, path) === undefined)
    .map(({ field, path }) =>
      problem(field, `Chart "${chart}" has no value "${path}"; its values go under values`),
    );
}

function platformLayer(
  placement: Placement,
  { chart, service, isOwn }: { chart: string; service: ServiceDefinition; isOwn: boolean },
): Values {
  const { storageClass, imagePullSecrets } = placement.platform;
  const own = withDefault(platformValuesFor(placement, chart), 'persistence.storageClass', storageClass);
  // Another chart may have other values for its backups and its images.
  if (!isOwn) return own;
  return withDefault(
    withBackupDefaults(own, { service, placement }),
    'imagePullSecrets',
    imagePullSecrets && [...imagePullSecrets],
  );
}

function platformProblems(
  { monitoring }: ServiceItem,
  service: ServiceDefinition,
  { path, typePath, placement: { platform } }: { path: string; typePath: string; placement: Placement },
): Problem[] {
  const isUnmonitored = monitoring === true && !platform.monitoring;
  return [
    ...engineOperatorProblems(service, { path: typePath, platform }),
    ...(isUnmonitored ? [problem(`${path}.monitoring`, noMonitoringMessage)] : []),
  ];
}
