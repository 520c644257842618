import { celList, type Rule } from '../promise/rule.ts';
import type { ServiceDefinition } from './define-service.ts';
import { unsupportedField } from './engine-features.ts';
import { celType, findService, typeNames } from './find-service.ts';
import type { ServiceItem } from './service-fields.ts';
import {
  availabilityRules,
  changeRules,
  chartRule,
  limitRules,
  requiredCredentials,
  type ServiceRule,
} from './shared-rules.ts';

/** Rule of service items. */
interface ItemRule extends Rule<ServiceItem> {
  /** Field that the rule reads. A schema without the field has no such rule. */
  readonly field?: keyof ServiceItem | (string & {});
}

/** Returns the rules of a service item: allowed changes, features of its engine, and limits of each engine. */
export function serviceRules(services: readonly ServiceDefinition[]): Rule<ServiceItem>[] {
  return allRules(services, { hasUpgrade: true });
}

/** Returns the rules of a service item of another form, which has only some of the fields. */
export function rulesOfFields(
  services: readonly ServiceDefinition[],
  has: (field: string) => boolean,
): Rule<ServiceItem>[] {
  return allRules(services, { hasUpgrade: has('upgrade') }).filter(
    ({ field }) => field === undefined || has(field),
  );
}

function allRules(
  services: readonly ServiceDefinition[],
  { hasUpgrade }: { readonly hasUpgrade: boolean },
): ItemRule[] {
  const typeOf = (item: string): string => celType(services, item);
  const context = { services, typeOf };
  const { accepts, ...ofCharts } = chartRule(context, 'type');
  return [
    {
      field: 'type',
      cel: `${typeOf('self')} == ${typeOf('oldSelf')}`,
      message: 'type cannot be changed; add a service with another name',
    },
    ...changeRules(context, { hasUpgrade }),
    { ...ofCharts, check: (item) => accepts(item, item.type) },
    ...engineRules(services),
    ...services.flatMap(blockRules),
    ...services.flatMap(backupRules),
    ...services.flatMap((service) => [
      ...limitRules(service).map((rule) => onlyItemsOf(service, rule)),
      nameRule(service),
    ]),
  ];
}

/** Limits a rule to the items of one engine. */
function onlyItemsOf(service: ServiceDefinition, { cel, check, problems, ...rule }: ServiceRule): ItemRule {
  const names = typeNames(service);
  return {
    ...rule,
    cel: `!(self.type in ${celList(names)}) || ${cel}`,
    check: (item) => !names.includes(item.type) || check?.(item) !== false,
    problems: (item) => (names.includes(item.type) ? (problems?.(item) ?? []) : []),
  };
}

/** Returns the limit of the names of one engine. */
function nameRule(service: ServiceDefinition): ItemRule {
  const { engine, nameLimit } = service;
  const names = typeNames(service);
  return {
    field: 'name',
    cel: `!(self.type in ${celList(names)}) || size(self.name) <= ${nameLimit}`,
    message: `Too long for ${engine}: at most ${nameLimit} characters are allowed`,
    check: ({ type, name }) => !names.includes(type) || name.length <= nameLimit,
    path: ['name'],
  };
}

/** Returns the rules of features that some engines do not support, and of fields that some require. */
function engineRules(services: readonly ServiceDefinition[]): ItemRule[] {
  const typesWith = (has: (service: ServiceDefinition) => boolean): string[] =>
    services.filter(has).map(({ type }) => type);
  const withModes = typesWith(({ modes }) => modes !== undefined);
  const withBackup = typesWith(({ backup }) => backup !== false);
  const withRestore = typesWith(({ backup }) => backup !== false && backup.restoreReason === undefined);
  const withUpgrade = typesWith(({ versions }) => versions.outage !== undefined);
  const withAvailability = typesWith((service) => service.highAvailability);
  const needCredentials = services.filter(({ credentials }) => credentials === 'required');
  const takeCredentials = typesWith(({ credentials }) => credentials !== 'operator');
  const among = (types: readonly string[]): string =>
    `self.type in ${celList(services.filter(({ type }) => types.includes(type)).flatMap(typeNames))}`;
  const isAmong = (types: readonly string[], type: string): boolean =>
    types.includes(findService(services, type)?.type ?? type);
  return [
    {
      field: 'mode',
      cel: `!has(self.mode) || ${among(withModes)}`,
      message: onlyFor('mode', withModes),
      check: ({ mode, type }) => mode === undefined || isAmong(withModes, type),
      path: ['mode'],
    },
    {
      field: 'upgrade',
      cel: `!has(self.upgrade) || ${among(withUpgrade)}`,
      message: onlyFor('upgrade', withUpgrade),
      check: ({ upgrade, type }) => upgrade === undefined || isAmong(withUpgrade, type),
      path: ['upgrade'],
    },
    {
      field: 'restore',
      // Engines whose backups a request cannot restore have a rule with the reason (backupRules).
      cel: `!has(self.restore) || ${among(withBackup)}`,
      message: onlyFor('restore', withRestore),
      check: ({ restore, type }) => restore === undefined || isAmong(withBackup, type),
      path: ['restore'],
    },
    {
      field: 'highAvailability',
      cel: `!has(self.highAvailability) || !self.highAvailability || ${among(withAvailability)}`,
      message: onlyFor('highAvailability', withAvailability),
      check: ({ highAvailability, type }) => highAvailability !== true || isAmong(withAvailability, type),
      path: ['highAvailability'],
    },
    ...availabilityRules,
    ...needCredentials.map(
      (service): ItemRule => ({
        field: 'credentials',
        cel: `has(self.credentials) || !self.enabled || !(${among([service.type])})`,
        message: requiredCredentials(service),
        check: ({ credentials, enabled, type }) =>
          credentials !== undefined || !enabled || !isAmong([service.type], type),
        path: ['credentials'],
      }),
    ),
    {
      field: 'credentials',
      cel: `!has(self.credentials) || ${among(takeCredentials)}`,
      message: onlyFor('credentials', takeCredentials),
      check: ({ credentials, type }) => credentials === undefined || isAmong(takeCredentials, type),
      path: ['credentials'],
    },
  ];
}

/** Returns the rule that a block is only for its own engine. */
function blockRules(service: ServiceDefinition): ItemRule[] {
  const { type, fields } = service;
  if (fields === undefined) return [];
  const names = typeNames(service);
  return [
    {
      field: type,
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
function backupRules(service: ServiceDefinition): ItemRule[] {
  const names = typeNames(service);
  const isOther = `!(self.type in ${celList(names)})`;
  const [noBackup, noRestore] = (['backup', 'restore'] as const).map((field) =>
    unsupportedField(service, field),
  );
  if (noBackup !== undefined) {
    return [
      {
        field: 'backup',
        cel: `!has(self.backup) || !self.backup.enabled || ${isOther}`,
        message: noBackup,
        check: ({ backup, type }) => backup?.enabled !== true || !names.includes(type),
        path: ['backup'],
      },
    ];
  }
  if (noRestore === undefined) return [];
  return [
    {
      field: 'restore',
      cel: `!has(self.restore) || ${isOther}`,
      message: noRestore,
      check: ({ restore, type }) => restore === undefined || !names.includes(type),
      path: ['restore'],
    },
  ];
}
