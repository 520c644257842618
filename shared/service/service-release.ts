import { type Problem, problem, RequestError } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { assignFields } from '../promise/field-mapping.ts';
import { limitProblems } from '../promise/item-resources.ts';
import { monitoringProblems, noMonitoringMessage, platformValuesFor } from '../promise/placement-values.ts';
import { releaseOf } from '../promise/release-of.ts';
import type { Assignment } from '../release/assignments.ts';
import { hasOperator, type Operator } from '../release/operator.ts';
import type { Placement } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import type { Owner, Release, ReleaseFacts } from '../release/release.ts';
import { omitUnset, stringAt, valueAt } from '../release/value-access.ts';
import { canonicalValues } from './canonical-values.ts';
import type { ServiceDefinition } from './define-service.ts';
import { floorProblems } from './engine-sizes.ts';
import { describeVersions, resolveVersion, versionChangeProblem } from './engine-versions.ts';
import { findService } from './find-service.ts';
import {
  backupFacts,
  backupOperators,
  backupProblems,
  backupWarnings,
  withBackupDefaults,
} from './service-backup.ts';
import { contentsProblems } from './service-contents.ts';
import type { ServiceItem } from './service-fields.ts';
import { standaloneMessage } from './service-rules.ts';
import { valuesOf } from './service-values.ts';

/** List, placement and defaults of the service items of a request. */
export interface ServicesContext {
  /** Field of `spec` that holds the list. */
  readonly list: string;
  readonly placement: Placement;
  readonly owner: Owner | undefined;
  /** Storage class of the request, for every service without one. */
  readonly storageClass?: string | undefined;
}

/**
 * Returns the releases of the enabled services. A release has a refusal if the platform does not support it.
 *
 * @throws Error for an unknown type, which the schema should have refused
 */
export function serviceReleases(
  items: readonly ServiceItem[],
  services: readonly ServiceDefinition[],
  context: ServicesContext,
): Release[] {
  const enabled = items
    .map((item, index) => ({ item, path: `spec.${context.list}[${index}]` }))
    .filter(({ item }) => item.enabled);
  return enabled.map(({ item, path }) => {
    const service = findService(services, item.type);
    if (service === undefined) throw new Error(`The schema accepts the unknown service type "${item.type}"`);
    return serviceRelease(item, service, { ...context, path });
  });
}

function serviceRelease(
  item: ServiceItem,
  service: ServiceDefinition,
  { path, placement, owner, storageClass }: ServicesContext & { path: string },
): Release {
  const problems = platformProblems(item, service, { path, placement });
  const chart = item.chart.name ?? service.type;
  const isOwn = chart === service.type;
  // another chart may have text under these keys
  const canonical = (values: Values): Values => (isOwn ? canonicalValues(values) : values);
  const isProtected = item.deletionProtection ?? placement.production;
  const context = { item, service, placement, isProtected, storageClass, owner };
  const fields = (below: Values): Assignment[] =>
    assignFields(item, valuesOf(service), { ...context, below });
  return releaseOf(placement, {
    path,
    name: item.name,
    category: 'platform',
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
    contentChangeProblem: service.contentChangeProblem,
    derivedNames: service.derivedNames(item.name),
    facts: (merged) => ({
      ...serviceFacts(item.name, placement.namespace, { service, merged }),
      ...(isOwn ? contentFacts(item.name, { service, merged }) : {}),
    }),
    warnings: [...aliasWarnings(item, service), ...rollbackWarnings(item)],
    warn: (merged) => [
      ...(isOwn ? (service.warn?.(merged) ?? []) : []),
      ...(placement.production ? productionWarnings(item.name, { service, merged }) : []),
      ...backupWarnings(merged, { item, service, placement }),
    ],
    check: (merged) => [
      ...limitProblems(merged),
      ...(isOwn ? engineProblems(merged, service) : []),
      ...(isOwn ? contentsProblems(merged, service) : []),
      ...(isOwn ? backupProblems(merged, { item, service, placement }) : []),
      ...availabilityProblems(item, merged),
      ...monitoringProblems(merged, placement),
      ...(service.check?.(merged) ?? []),
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
  const { storageClass } = placement.platform;
  const own = platformValuesFor(placement, chart);
  // another chart may have other values for its backups
  const values = isOwn ? withBackupDefaults(own, { service, placement }) : own;
  if (storageClass === undefined || valueAt(values, 'persistence.storageClass') !== undefined) return values;
  const persistence = valueAt(values, 'persistence');
  return { ...values, persistence: { ...(isMap(persistence) ? persistence : {}), storageClass } };
}

function platformProblems(
  { monitoring }: ServiceItem,
  { operator, engine }: ServiceDefinition,
  { path, placement: { platform } }: { path: string; placement: Placement },
): Problem[] {
  const problems: Problem[] = [];
  if (operator !== undefined && !hasOperator(platform, operator.name)) {
    problems.push(problem(`${path}.type`, missingOperator(operator, engine)));
  }
  if (monitoring === true && !platform.monitoring) {
    problems.push(problem(`${path}.monitoring`, noMonitoringMessage));
  }
  return problems;
}

/** Warns about another name of a type. */
function aliasWarnings(item: ServiceItem, { type, aliases = [] }: ServiceDefinition): string[] {
  return aliases
    .filter(({ name }) => name === item.type)
    .map(({ name, reason }) => `Delivered as ${type}, because ${reason}; replace type ${name} by ${type}`);
}

/** Reports values whose operator the cluster does not have. */
function furtherOperatorProblems(
  merged: Values,
  { service, platform }: { readonly service: ServiceDefinition; readonly platform: Platform },
): Problem[] {
  const needed = [...(service.furtherOperators?.(merged) ?? []), ...backupOperators(merged, service)];
  return needed
    .filter(({ operator }) => !hasOperator(platform, operator.name))
    .map(({ operator, path }) => problem(path, missingOperator(operator, 'this field')));
}

function missingOperator({ name }: Operator, what: string): string {
  return `The platform does not have the operator ${name}, which ${what} needs; ask the platform team to add it to operators`;
}

/** Reports a version that does not exist, and amounts with which the engine does not serve. */
function engineProblems(merged: Values, service: ServiceDefinition): Problem[] {
  const { engine, versions } = service;
  const version = stringAt(merged, 'version');
  const known = version === undefined || resolveVersion(versions, version) === version;
  return [
    ...(known
      ? []
      : [
          problem(
            'version',
            `Unknown version "${version}" of ${engine}; supported: ${describeVersions(versions)}`,
          ),
        ]),
    ...floorProblems(merged, service),
  ];
}

function rollbackWarnings({ upgrade }: ServiceItem): string[] {
  return upgrade?.rollback === true
    ? [
        'upgrade.rollback allows an older major version, which starts only if the upgrade has failed; remove it afterwards',
      ]
    : [];
}

/** Returns a warning about a service in production that anyone can use. */
function productionWarnings(
  name: string,
  { service, merged }: { service: ServiceDefinition; merged: Values },
): string[] {
  const { engine } = service;
  const isOpen = service.signIn === undefined && service.connection(name, merged).secretName === undefined;
  return isOpen
    ? [`${engine} has no authentication: every pod that reaches it can read and change its data`]
    : [];
}

/** Reports values of any layer that contradict highAvailability. */
function availabilityProblems({ highAvailability }: ServiceItem, merged: Values): Problem[] {
  if (highAvailability !== true) return [];
  if (stringAt(merged, 'mode') === 'standalone') {
    return [problem('highAvailability.podDisruptionBudget', standaloneMessage)];
  }
  const replicas = Number(stringAt(merged, 'replicas') ?? 3);
  return replicas >= 3 ? [] : [problem('replicas', 'highAvailability needs at least 3 replicas')];
}

/** Returns what is inside a service, and the Secrets of its users. */
function contentFacts(
  name: string,
  { service, merged }: { service: ServiceDefinition; merged: Values },
): ReleaseFacts {
  const userSecrets = service.userSecrets?.(name, merged) ?? [];
  const contents = service.contents?.(merged) ?? [];
  return {
    ...(userSecrets.length === 0 ? {} : { userSecrets }),
    ...(contents.length === 0 ? {} : { contents }),
  };
}

function serviceFacts(
  name: string,
  namespace: string,
  { service, merged }: { service: ServiceDefinition; merged: Values },
): ReleaseFacts {
  const { service: host, pooler, ...connection } = service.connection(name, merged);
  const addressOf = (host: string): string => `${host}.${namespace}.svc.cluster.local`;
  const hasVolume = valueAt(merged, 'persistence.enabled') !== false;
  return omitUnset({
    host: addressOf(host),
    poolerHost: pooler === undefined ? undefined : addressOf(pooler),
    ...connection,
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
