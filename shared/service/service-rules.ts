import { celList, type Rule } from '../promise/rule.ts';
import { applicationChart } from '../promise/vocabulary.ts';
import type { ServiceDefinition } from './define-service.ts';
import type { ServiceItem } from './service-fields.ts';

/** Returns the rules of one service item: what may change, what its engine supports, and the limits of each engine. */
export function serviceRules(services: readonly ServiceDefinition[]): Rule<ServiceItem>[] {
  return [...changeRules(), chartRule(services), ...engineRules(services), ...services.flatMap(limitRules)];
}

/** Data outlives the request's edits: what is stored only grows and never changes its engine. */
function changeRules(): Rule<ServiceItem>[] {
  const major = (of: string): string => `int(${of}.version.split('.')[0])`;
  const chartOf = (of: string): string => `(has(${of}.chart.name) ? ${of}.chart.name : ${of}.type)`;
  return [
    { cel: 'self.type == oldSelf.type', message: 'type never changes: add a service of another name' },
    {
      cel: `self.type != oldSelf.type || ${chartOf('self')} == ${chartOf('oldSelf')}`,
      message: 'chart.name never changes: the objects of another chart would start empty',
    },
    {
      cel: '!has(oldSelf.mode) || (has(self.mode) && self.mode == oldSelf.mode)',
      message: 'mode never changes: each is another kind of object and would start empty',
    },
    {
      cel: '!has(oldSelf.storage) || !has(oldSelf.storage.size) || (has(self.storage) && has(self.storage.size) && quantity(self.storage.size).compareTo(quantity(oldSelf.storage.size)) >= 0)',
      message: 'storage.size only grows',
    },
    {
      cel: `!has(oldSelf.version) || !has(self.version) || ${major('self')} >= ${major('oldSelf')}`,
      message: 'The major version of the engine never goes down',
    },
  ];
}

/** A chart of ours is made for one type: what is said of another one's data would not hold for it. */
function chartRule(services: readonly ServiceDefinition[]): Rule<ServiceItem> {
  const ours = [applicationChart, ...services.map(({ type }) => type)];
  return {
    cel: `!has(self.chart.name) || self.chart.name == self.type || !(self.chart.name in ${celList(ours)})`,
    message: 'This chart is made for another type: leave chart.name out, or name a chart of your own',
    check: ({ chart: { name }, type }) => name === undefined || name === type || !ours.includes(name),
    path: ['chart', 'name'],
  };
}

/** What some engines cannot do, or need. */
function engineRules(services: readonly ServiceDefinition[]): Rule<ServiceItem>[] {
  const typesWith = (has: (service: ServiceDefinition) => boolean): string[] =>
    services.filter(has).map(({ type }) => type);
  const withModes = typesWith(({ modes }) => modes !== undefined);
  const withBackup = typesWith((service) => service.backup);
  const withAvailability = typesWith((service) => service.highAvailability);
  const needCredentials = typesWith(({ credentials }) => credentials === 'required');
  const takeCredentials = typesWith(({ credentials }) => credentials !== 'operator');
  const among = (types: readonly string[]): string => `self.type in ${celList(types)}`;
  return [
    {
      cel: `!has(self.mode) || ${among(withModes)}`,
      message: `mode is for ${withModes.join(', ')} only`,
      check: ({ mode, type }) => mode === undefined || withModes.includes(type),
      path: ['mode'],
    },
    {
      cel: `!has(self.backup) || !self.backup.enabled || ${among(withBackup)}`,
      message: `Backups are made for ${withBackup.join(', ')} only: take backup away`,
      check: ({ backup, type }) => backup?.enabled !== true || withBackup.includes(type),
      path: ['backup'],
    },
    {
      cel: `!has(self.highAvailability) || !self.highAvailability || ${among(withAvailability)}`,
      message: `highAvailability is for ${withAvailability.join(', ')} only`,
      check: ({ highAvailability, type }) => highAvailability !== true || withAvailability.includes(type),
      path: ['highAvailability'],
    },
    {
      cel: "!has(self.highAvailability) || !self.highAvailability || !has(self.mode) || self.mode != 'standalone'",
      message: standaloneIsAlone,
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
      message: `${needCredentials.join(', ')} needs credentials.secretName, the name of an existing Secret, because its operator makes none`,
      check: ({ credentials, enabled, type }) =>
        credentials !== undefined || !enabled || !needCredentials.includes(type),
      path: ['credentials'],
    },
    {
      cel: `!has(self.credentials) || ${among(takeCredentials)}`,
      message: `credentials is for ${takeCredentials.join(', ')} only, because the other operators make their own`,
      check: ({ credentials, type }) => credentials === undefined || takeCredentials.includes(type),
      path: ['credentials'],
    },
  ];
}

/** The limits of one engine, in words of its own. */
function limitRules({ type: own, engine, versions, nameLimit }: ServiceDefinition): Rule<ServiceItem>[] {
  return [
    {
      cel: `self.type != '${own}' || !has(self.version) || self.version.matches('${celText(versions.pattern.source)}')`,
      message: `This version of ${engine} is not served: served are ${versions.text}`,
      check: ({ type, version }) => type !== own || version === undefined || versions.pattern.test(version),
      path: ['version'],
    },
    {
      cel: `self.type != '${own}' || size(self.name) <= ${nameLimit}`,
      message: `Too long for ${engine}: at most ${nameLimit} characters`,
      check: ({ type, name }) => type !== own || name.length <= nameLimit,
      path: ['name'],
    },
  ];
}

/** Said where the text asks for it, and where the chart's own mode turns out to be standalone. */
export const standaloneIsAlone =
  'A standalone has one replica: choose the mode replication or cluster, or take highAvailability away';

/** A backslash escapes in CEL's literals as well. */
const celText = (pattern: string): string => pattern.replaceAll('\\', '\\\\');
