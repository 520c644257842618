import { quotedValue } from '../promise/quoted-value.ts';
import { celList, type Rule } from '../promise/rule.ts';
import { applicationChart } from '../promise/vocabulary.ts';
import { restoreMessage } from '../release/data-safety.ts';
import { parseQuantity } from '../release/quantity.ts';
import { createSecret } from './create-secret.ts';
import type { ServiceDefinition } from './define-service.ts';
import { describeVersions, resolveVersion, versionPattern } from './engine-versions.ts';
import { findService } from './find-service.ts';
import type { ServiceItem } from './service-fields.ts';

/** Service as a request specifies it, without its name and its type. */
export type ServiceSpec = Omit<ServiceItem, 'name' | 'type'>;

/** Rule of services in every form: items of a list, and requests for one service. */
export interface ServiceRule extends Rule<ServiceSpec> {
  /** Field that the rule reads. A schema without the field has no such rule. */
  readonly field?: keyof ServiceSpec;
}

/** Services, and CEL for the type of one of them. */
interface RuleContext {
  readonly services: readonly ServiceDefinition[];
  readonly typeOf: (service: string) => string;
}

/** Returns the transition rules: storage can only increase, and neither chart nor mode can be changed. */
export function changeRules({ typeOf }: RuleContext, { hasUpgrade }: { hasUpgrade: boolean }): ServiceRule[] {
  const major = (object: string): string => `int(${object}.version.split('.')[0])`;
  const classOf = (object: string): string => `${object}.storage.storageClass`;
  const chartOf = (object: string): string =>
    `(has(${object}.chart.name) ? ${object}.chart.name : ${typeOf(object)})`;
  const [type, oldType] = [typeOf('self'), typeOf('oldSelf')];
  const mayDowngrade = hasUpgrade
    ? ' || (has(self.upgrade) && has(self.upgrade.rollback) && self.upgrade.rollback)'
    : '';
  return [
    {
      field: 'chart',
      cel: `${type === oldType ? '' : `${type} != ${oldType} || `}${chartOf('self')} == ${chartOf('oldSelf')}`,
      message: 'chart.name cannot be changed: the objects of another chart would start empty',
    },
    {
      field: 'mode',
      cel: '!has(oldSelf.mode) || (has(self.mode) && self.mode == oldSelf.mode)',
      message: 'mode cannot be changed: another mode would start empty',
    },
    {
      field: 'storage',
      cel: '!has(oldSelf.storage) || !has(oldSelf.storage.size) || (has(self.storage) && has(self.storage.size) && quantity(self.storage.size).compareTo(quantity(oldSelf.storage.size)) >= 0)',
      message: 'storage.size can only increase',
    },
    {
      field: 'storage',
      cel: `!has(oldSelf.storage) || !has(oldSelf.storage.storageClass) || (has(self.storage) && has(self.storage.storageClass) && ${classOf('self')} == ${classOf('oldSelf')})`,
      message: 'storage.storageClass cannot be changed: no operator moves data to another class',
    },
    {
      cel: `!has(oldSelf.version) || !has(self.version) || ${major('self')} >= ${major('oldSelf')}${mayDowngrade}`,
      message: 'The major version of the engine cannot be downgraded',
    },
    {
      field: 'restore',
      cel: '!has(self.restore) || !self.enabled || !oldSelf.enabled || (has(oldSelf.restore) && self.restore == oldSelf.restore)',
      message: restoreMessage,
    },
  ];
}

/** Returns the rule that a carried chart can only be used for its own type, in CEL and for a type in TypeScript. */
export function chartRule(
  { services, typeOf }: RuleContext,
  what: 'type' | 'kind',
): ServiceRule & { readonly accepts: (service: ServiceSpec, type: string) => boolean } {
  const ours = [applicationChart, ...services.map(({ type }) => type)];
  return {
    field: 'chart',
    cel: `!has(self.chart.name) || self.chart.name == ${typeOf('self')} || !(self.chart.name in ${celList(ours)})`,
    message: `This chart is for another ${what}; remove chart.name, or use your own chart`,
    accepts: ({ chart: { name } }, type) =>
      name === undefined || name === findService(services, type)?.type || !ours.includes(name),
    path: ['chart', 'name'],
  };
}

/** Message for a request with this mode, and for a chart whose default is this mode. */
export const standaloneMessage =
  'The mode standalone has one replica; use another mode, or remove highAvailability';

/** Rules of highAvailability. */
export const availabilityRules: readonly ServiceRule[] = [
  {
    field: 'mode',
    cel: "!has(self.highAvailability) || !self.highAvailability || !has(self.mode) || self.mode != 'standalone'",
    message: standaloneMessage,
    check: ({ highAvailability, mode }) => highAvailability !== true || mode !== 'standalone',
    path: ['highAvailability'],
  },
  {
    field: 'highAvailability',
    cel: '!has(self.highAvailability) || !self.highAvailability || !has(self.replicas) || self.replicas >= 3',
    message: 'highAvailability needs at least 3 replicas',
    check: ({ highAvailability, replicas = 3 }) => highAvailability !== true || replicas >= 3,
    path: ['replicas'],
  },
];

/** Returns the message about missing credentials, with the Secret that the requester can create. */
export function requiredCredentials(service: ServiceDefinition): string {
  const { type } = service;
  const secretName = `${type}-credentials`;
  const command = createSecret(service, { secretName, name: type, namespace: 'NAMESPACE' });
  return `credentials.secretName is required for ${type}; write credentials: {secretName: ${secretName}} and run: ${command}`;
}

/** Returns the limits of one engine. */
export function limitRules({ engine, versions, floors }: ServiceDefinition): ServiceRule[] {
  return [
    {
      cel: `!has(self.version) || self.version.matches('${escapeCel(versionPattern(versions).source)}')`,
      message: `Unsupported version of ${engine}; supported: ${describeVersions(versions)}`,
      problems: ({ version }) =>
        version === undefined || resolveVersion(versions, version) !== undefined
          ? []
          : [
              {
                path: ['version'],
                message: `Unsupported version${quotedValue(version)} of ${engine}; supported: ${describeVersions(versions)}`,
              },
            ],
    },
    {
      field: 'storage',
      cel: `has(self.chart.name) || !has(self.storage) || !has(self.storage.size) || quantity(self.storage.size).compareTo(quantity('${floors.storage}')) >= 0`,
      message: `Too small for ${engine}; use at least "${floors.storage}"`,
      check: ({ chart, storage }) =>
        chart.name !== undefined ||
        storage?.size === undefined ||
        (parseQuantity(storage.size) ?? 0) >= (parseQuantity(floors.storage) ?? 0),
      path: ['storage', 'size'],
    },
  ];
}

/** Escapes a pattern for a string literal of CEL. */
const escapeCel = (pattern: string): string => pattern.replaceAll('\\', '\\\\');
