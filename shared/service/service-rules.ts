import { celList, type Rule } from '../promise/rule.ts';
import { applicationChart } from '../promise/vocabulary.ts';
import { restoreMessage } from '../release/data-safety.ts';
import { parseQuantity } from '../release/quantity.ts';
import type { ServiceDefinition } from './define-service.ts';
import { describeVersions, resolveVersion, versionPattern } from './engine-versions.ts';
import { celType, findService, typeNames } from './find-service.ts';
import type { ServiceItem } from './service-fields.ts';

/** Returns the rules of a service item: allowed changes, features of its engine, and limits of each engine. */
export function serviceRules(services: readonly ServiceDefinition[]): Rule<ServiceItem>[] {
  return [
    ...changeRules(services),
    chartRule(services),
    ...engineRules(services),
    ...services.flatMap(blockRules),
    ...services.flatMap(backupRules),
    ...services.flatMap(limitRules),
  ];
}

/** Returns the transition rules: storage can only increase, and the engine cannot be changed. */
function changeRules(services: readonly ServiceDefinition[]): Rule<ServiceItem>[] {
  const typeOf = (of: string): string => celType(services, of);
  const major = (of: string): string => `int(${of}.version.split('.')[0])`;
  const classOf = (of: string): string => `${of}.storage.storageClass`;
  const chartOf = (of: string): string => `(has(${of}.chart.name) ? ${of}.chart.name : ${typeOf(of)})`;
  return [
    {
      cel: `${typeOf('self')} == ${typeOf('oldSelf')}`,
      message: 'type cannot be changed; add a service with another name',
    },
    {
      cel: `${typeOf('self')} != ${typeOf('oldSelf')} || ${chartOf('self')} == ${chartOf('oldSelf')}`,
      message: 'chart.name cannot be changed: the objects of another chart would start empty',
    },
    {
      cel: '!has(oldSelf.mode) || (has(self.mode) && self.mode == oldSelf.mode)',
      message: 'mode cannot be changed: another mode would start empty',
    },
    {
      cel: '!has(oldSelf.storage) || !has(oldSelf.storage.size) || (has(self.storage) && has(self.storage.size) && quantity(self.storage.size).compareTo(quantity(oldSelf.storage.size)) >= 0)',
      message: 'storage.size can only increase',
    },
    {
      cel: `!has(oldSelf.storage) || !has(oldSelf.storage.storageClass) || (has(self.storage) && has(self.storage.storageClass) && ${classOf('self')} == ${classOf('oldSelf')})`,
      message: 'storage.storageClass cannot be changed: no operator moves data to another class',
    },
    {
      cel: `!has(oldSelf.version) || !has(self.version) || ${major('self')} >= ${major('oldSelf')} || (has(self.upgrade) && has(self.upgrade.rollback) && self.upgrade.rollback)`,
      message: 'The major version of the engine cannot go down',
    },
    {
      cel: '!has(self.restore) || !self.enabled || !oldSelf.enabled || (has(oldSelf.restore) && self.restore == oldSelf.restore)',
      message: restoreMessage,
    },
  ];
}

/** Returns the rule that a carried chart can only be used for its own type. */
function chartRule(services: readonly ServiceDefinition[]): Rule<ServiceItem> {
  const ours = [applicationChart, ...services.map(({ type }) => type)];
  return {
    cel: `!has(self.chart.name) || self.chart.name == ${celType(services, 'self')} || !(self.chart.name in ${celList(ours)})`,
    message: 'This chart is for another type; remove chart.name, or use your own chart',
    check: ({ chart: { name }, type }) =>
      name === undefined || name === findService(services, type)?.type || !ours.includes(name),
    path: ['chart', 'name'],
  };
}

/** Returns the rules of features that some engines do not support, and of fields that some require. */
function engineRules(services: readonly ServiceDefinition[]): Rule<ServiceItem>[] {
  const typesWith = (has: (service: ServiceDefinition) => boolean): string[] =>
    services.filter(has).map(({ type }) => type);
  const withModes = typesWith(({ modes }) => modes !== undefined);
  const withBackup = typesWith(({ backup }) => backup !== false);
  const withRestore = typesWith(({ backup }) => backup !== false && backup.restoreReason === undefined);
  const withUpgrade = typesWith(({ versions }) => versions.outage !== undefined);
  const withAvailability = typesWith((service) => service.highAvailability);
  const needCredentials = typesWith(({ credentials }) => credentials === 'required');
  const takeCredentials = typesWith(({ credentials }) => credentials !== 'operator');
  const among = (types: readonly string[]): string =>
    `self.type in ${celList(services.filter(({ type }) => types.includes(type)).flatMap(typeNames))}`;
  const isAmong = (types: readonly string[], type: string): boolean =>
    types.includes(findService(services, type)?.type ?? type);
  return [
    {
      cel: `!has(self.mode) || ${among(withModes)}`,
      message: onlyFor('mode', withModes),
      check: ({ mode, type }) => mode === undefined || isAmong(withModes, type),
      path: ['mode'],
    },
    {
      cel: `!has(self.upgrade) || ${among(withUpgrade)}`,
      message: onlyFor('upgrade', withUpgrade),
      check: ({ upgrade, type }) => upgrade === undefined || isAmong(withUpgrade, type),
      path: ['upgrade'],
    },
    {
      // the engines with a reason of their own have a rule of their own
      cel: `!has(self.restore) || ${among(withBackup)}`,
      message: onlyFor('restore', withRestore),
      check: ({ restore, type }) => restore === undefined || isAmong(withBackup, type),
      path: ['restore'],
    },
    {
      cel: `!has(self.highAvailability) || !self.highAvailability || ${among(withAvailability)}`,
      message: onlyFor('highAvailability', withAvailability),
      check: ({ highAvailability, type }) => highAvailability !== true || isAmong(withAvailability, type),
      path: ['highAvailability'],
    },
    {
      cel: "!has(self.highAvailability) || !self.highAvailability || !has(self.mode) || self.mode != 'standalone'",
      message: standaloneMessage,
      check: ({ highAvailability, mode }) => highAvailability !== true || mode !== 'standalone',
      path: ['highAvailability'],
    },
    {
      cel: '!has(self.highAvailability) || !self.highAvailability || !has(self.replicas) || self.replicas >= 3',
      message: 'highAvailability needs at least 3 replicas',
      check: ({ highAvailability, replicas = 3 }) => highAvailability !== true || replicas >= 3,
      path: ['replicas'],
    },
    {
      cel: `has(self.credentials) || !self.enabled || !(${among(needCredentials)})`,
      message: `credentials.secretName is required for ${needCredentials.join(', ')}; name an existing Secret, because none is created`,
      check: ({ credentials, enabled, type }) =>
        credentials !== undefined || !enabled || !isAmong(needCredentials, type),
      path: ['credentials'],
    },
    {
      cel: `!has(self.credentials) || ${among(takeCredentials)}`,
      message: onlyFor('credentials', takeCredentials),
      check: ({ credentials, type }) => credentials === undefined || isAmong(takeCredentials, type),
      path: ['credentials'],
    },
  ];
}

/** Returns the rule that a block is only for its own engine. */
function blockRules(service: ServiceDefinition): Rule<ServiceItem>[] {
  const { type, fields } = service;
  if (fields === undefined) return [];
  const names = typeNames(service);
  return [
    {
      cel: `!has(self.${type}) || self.type in ${celList(names)}`,
      message: `${type} is supported only for type ${type}; remove it`,
      check: (item) =>
        (item as Readonly<Record<string, unknown>>)[type] === undefined || names.includes(item.type),
      path: [type],
    },
  ];
}

const onlyFor = (field: string, types: readonly string[]): string =>
  `${field} is supported only for ${types.join(', ')}; remove it`;

/** Returns the rules that an engine has no backups, or that a request cannot restore them, with the reason. */
function backupRules(service: ServiceDefinition): Rule<ServiceItem>[] {
  const { engine, backup, noBackupReason } = service;
  const names = typeNames(service);
  if (backup === false) {
    const reason = noBackupReason === undefined ? '' : `: ${noBackupReason}`;
    return [
      {
        cel: `!has(self.backup) || !self.backup.enabled || !(self.type in ${celList(names)})`,
        message: `backup is unsupported for ${engine}${reason}; remove it`,
        check: ({ backup: own, type }) => own?.enabled !== true || !names.includes(type),
        path: ['backup'],
      },
    ];
  }
  if (backup.restoreReason === undefined) return [];
  return [
    {
      cel: `!has(self.restore) || !(self.type in ${celList(names)})`,
      message: `restore is unsupported for ${engine}: ${backup.restoreReason}; see docs/services.md`,
      check: ({ restore, type }) => restore === undefined || !names.includes(type),
      path: ['restore'],
    },
  ];
}

/** Returns the limits of one engine. */
function limitRules(service: ServiceDefinition): Rule<ServiceItem>[] {
  const { engine, versions, nameLimit, floors } = service;
  const names = typeNames(service);
  const isOther = `!(self.type in ${celList(names)})`;
  return [
    {
      cel: `${isOther} || !has(self.version) || self.version.matches('${escapeCel(versionPattern(versions).source)}')`,
      message: `Unsupported version of ${engine}; supported: ${describeVersions(versions)}`,
      check: ({ type, version }) =>
        !names.includes(type) || version === undefined || resolveVersion(versions, version) !== undefined,
      path: ['version'],
    },
    {
      cel: `${isOther} || has(self.chart.name) || !has(self.storage) || !has(self.storage.size) || quantity(self.storage.size).compareTo(quantity('${floors.storage}')) >= 0`,
      message: `Too small for ${engine}; use at least "${floors.storage}"`,
      check: ({ type, chart, storage }) =>
        !names.includes(type) ||
        chart.name !== undefined ||
        storage?.size === undefined ||
        (parseQuantity(storage.size) ?? 0) >= (parseQuantity(floors.storage) ?? 0),
      path: ['storage', 'size'],
    },
    {
      cel: `${isOther} || size(self.name) <= ${nameLimit}`,
      message: `Too long for ${engine}: at most ${nameLimit} characters are allowed`,
      check: ({ type, name }) => !names.includes(type) || name.length <= nameLimit,
      path: ['name'],
    },
  ];
}

/** Message for a request with this mode, and for a chart whose default is this mode. */
export const standaloneMessage =
  'The mode standalone has one replica; use another mode, or remove highAvailability';

/** Escapes a pattern for a string literal of CEL. */
const escapeCel = (pattern: string): string => pattern.replaceAll('\\', '\\\\');
