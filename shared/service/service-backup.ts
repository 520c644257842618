import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { matchesGlob } from '../release/glob.ts';
import type { Placement } from '../release/placement.ts';
import type { ReleaseFacts } from '../release/release.ts';
import { hasEnvironment, tenantNamespaces } from '../release/tenant.ts';
import { omitUnset, stringAt, valueAt } from '../release/value-access.ts';
import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';
import type { NeededOperator, ServiceDefinition } from './define-service.ts';
import type { ServiceItem } from './service-fields.ts';

/** Service of a request, with its engine and its placement. */
interface BackupContext {
  readonly item: ServiceItem;
  readonly service: ServiceDefinition;
  readonly placement: Placement;
}

/**
 * Returns the name of the archive of a service without its series: unique for environment, namespace and name, none of which
 * contains a dot.
 */
export function archiveName(
  { name, backup }: ServiceItem,
  { environment, namespace }: Pick<Placement, 'environment' | 'namespace'>,
): string {
  return [environment, namespace, name, backup?.archiveSuffix].filter((part) => part !== undefined).join('.');
}

/** Adds the platform's backup defaults to its values for a chart: destination and Secret, and in production that backups are on. */
export function withBackupDefaults(
  values: Values,
  { service, placement: { platform, production } }: Omit<BackupContext, 'item'>,
): Values {
  const { destination, secretName } = platform.backup ?? {};
  if (destination === undefined || !supportsStore(service, destination)) return values;
  const own = valueAt(values, 'backup');
  const fields = isMap(own) ? own : {};
  const store = fields['destination'] === undefined ? omitUnset({ destination, secretName }) : {};
  return { ...values, backup: { ...(production ? { enabled: true } : {}), ...(store as Values), ...fields } };
}

/** Returns true if an engine can write backups to a destination. */
function supportsStore({ backup }: ServiceDefinition, destination: string): boolean {
  return backup !== false && (backup.stores?.some((store) => destination.startsWith(store)) ?? true);
}

/** Destination and name of an archive. */
interface Archive {
  readonly destination: string;
  readonly serverName: string;
}

/** Returns the archive that a service writes; undefined without backups. */
function ownArchive(merged: Values, { backup }: ServiceDefinition): Archive | undefined {
  const destination = stringAt(merged, 'backup.destination') ?? '';
  if (backup === false || valueAt(merged, 'backup.enabled') !== true || destination === '') return undefined;
  return { destination, serverName: backup.serverName(merged) };
}

/** Returns the archive that a service is restored from; undefined if it starts empty. */
function sourceArchive(merged: Values): Archive | undefined {
  const serverName = stringAt(merged, 'restore.serverName') ?? '';
  return serverName === ''
    ? undefined
    : { destination: stringAt(merged, 'restore.destination') ?? '', serverName };
}

const printArchive = ({ destination, serverName }: Archive): string =>
  `${withoutTrailingSlashes(destination)}/${serverName}`;

/** Returns the archive that a service writes, and the one that it is restored from. */
export function backupFacts(merged: Values, service: ServiceDefinition): ReleaseFacts {
  const own = ownArchive(merged, service);
  const source = sourceArchive(merged);
  const time = stringAt(merged, 'restore.targetTime') ?? '';
  return omitUnset({
    backupDestination: own?.destination,
    backupServerName: own?.serverName,
    restoredFrom: source && `${printArchive(source)}${time === '' ? '' : `@${time}`}`,
  }) as ReleaseFacts;
}

/** Returns the operators that backup and restore need besides that of the engine. */
export function backupOperators(merged: Values, { backup }: ServiceDefinition): NeededOperator[] {
  if (backup === false || backup.operator === undefined) return [];
  const { operator } = backup;
  return [
    ...(valueAt(merged, 'backup.enabled') === true ? [{ operator, path: 'backup' }] : []),
    ...(sourceArchive(merged) === undefined ? [] : [{ operator, path: 'restore.destination' }]),
  ];
}

/** Reports backups and restores of any layer that cannot work, or that the platform does not allow. */
export function backupProblems(merged: Values, context: BackupContext): Problem[] {
  const { service } = context;
  if (service.backup === false) return [];
  return [
    ...destinationProblems(merged, context),
    ...timeProblems(merged),
    ...sourceProblems(merged, context),
    ...tenantProblems(merged, context.placement),
  ];
}

/** Reports a backup without a destination, and a production service without the backup that the platform requires. */
function destinationProblems(
  merged: Values,
  { service, placement: { platform, production } }: BackupContext,
): Problem[] {
  const isEnabled = valueAt(merged, 'backup.enabled') === true;
  if (isEnabled) {
    const destination = stringAt(merged, 'backup.destination') ?? '';
    if (destination !== '') return storeProblems(merged, { service, destination });
    const message =
      'A backup needs a destination, such as "s3://bucket/path"; this platform has no default (BootstrapClaim spec.backup.destination)';
    return [problem('backup.destination', message)];
  }
  if (!production || platform.backup?.required !== true) return [];
  const message = `The platform requires backups in production, and this ${service.engine} has none; set backup.destination`;
  return [problem('backup', message)];
}

/** Reports a destination that the engine does not support, or cannot use without a Secret. */
function storeProblems(
  merged: Values,
  { service, destination }: { readonly service: ServiceDefinition; readonly destination: string },
): Problem[] {
  const { engine, backup } = service;
  if (backup === false) return [];
  if (!supportsStore(service, destination)) {
    const message = `Unsupported destination of ${engine}: "${destination}"; use one that begins with ${backup.stores?.join(' or ')}`;
    return [problem('backup.destination', message)];
  }
  if (backup.secretReason === undefined || stringAt(merged, 'backup.secretName')) return [];
  const message = `A backup of ${engine} needs a Secret, because ${backup.secretReason}; set backup.secretName`;
  return [problem('backup.secretName', message)];
}

/** Reports a day that its month does not have. */
function timeProblems(merged: Values): Problem[] {
  const time = stringAt(merged, 'restore.targetTime') ?? '';
  const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T/.exec(time) ?? [];
  if (day === undefined) return [];
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return isDay ? [] : [problem('restore.targetTime', `Invalid time "${time}": there is no such day`)];
}

/** Reports a source that the service would write to, or whose data the version cannot read. */
function sourceProblems(merged: Values, { service }: BackupContext): Problem[] {
  const source = sourceArchive(merged);
  if (source === undefined || service.backup === false) return [];
  const { backup, engine } = service;
  const own = ownArchive(merged, service);
  if (own !== undefined && printArchive(own) === printArchive(source)) {
    const message = `The service would write to the archive "${source.serverName}" that it is restored from, which ${engine} refuses because it is not empty; set backup.archiveSuffix, such as "2"`;
    return [problem('restore.serverName', message)];
  }
  const ofSource = backup.seriesOf?.(source.serverName);
  const ofOwn = backup.seriesOf?.(backup.serverName(merged));
  if (ofSource === undefined || ofOwn === undefined || ofSource === ofOwn) return [];
  const message = `The archive "${source.serverName}" is of ${engine} ${ofSource}, and version is ${stringAt(merged, 'version')}; set version: "${ofSource}", and upgrade afterwards`;
  return [problem('restore.serverName', message)];
}

/** Reports the archive of another tenant in the object store that the platform shares. */
function tenantProblems(merged: Values, { platform, tenant }: Placement): Problem[] {
  const source = sourceArchive(merged);
  const shared = platform.backup?.destination;
  if (source === undefined || tenant === undefined || shared === undefined) return [];
  if (bucketOf(source.destination) !== bucketOf(shared)) return [];
  const [environment = '', namespace = ''] = source.serverName.split('.');
  const isShared = withoutTrailingSlashes(source.destination) === withoutTrailingSlashes(shared);
  const isOwn =
    hasEnvironment(tenant, environment) &&
    tenantNamespaces(tenant, environment).some((pattern) => matchesGlob(pattern, namespace));
  if (isShared && isOwn) return [];
  const message = `Tenant "${tenant.name}" may not read "${printArchive(source)}"; use an archive of its own namespaces at ${shared}`;
  return [problem('restore.serverName', message)];
}

/** Returns scheme and first segments of a URL: the bucket, or the account with its container. */
function bucketOf(destination: string): string {
  return /^(s3|gs):\/\/[^/]*|^https:\/\/[^/]*\/?[^/]*/.exec(destination)?.[0] ?? destination;
}

/** Returns warnings about data of production that cannot be restored, and about an archive that starts empty. */
export function backupWarnings(
  merged: Values,
  { item, service, placement: { platform, production, namespace } }: BackupContext,
): string[] {
  const { engine, backup } = service;
  if (valueAt(merged, 'backup.enabled') === true) {
    const startsAnew = backup !== false && backup.seriesOf !== undefined && item.upgrade?.allowMajor === true;
    return startsAnew
      ? [
          `A new major version starts a new archive; make a backup as soon as it runs, because nothing can be restored from that archive before; remove upgrade.allowMajor afterwards`,
        ]
      : [];
  }
  if (!production) return [];
  if (backup === false) {
    const required = platform.backup?.required === true ? ', although the platform requires them' : '';
    return [
      `Backups of ${engine} are unsupported${required}: its data cannot be restored; back it up by other means`,
    ];
  }
  return [
    `${engine} has no backup: its data cannot be restored; set backup.destination to an object store, such as "s3://bucket/path", and backup.secretName to a Secret with its keys in namespace "${namespace}"`,
  ];
}
