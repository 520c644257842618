import * as z from 'zod';
import { choicesHint, nearest } from '../nearest.ts';
import { furtherSettings } from '../promise/further-settings.ts';
import { resources, storageSize } from '../promise/quantities.ts';
import { invalid, quotedValue } from '../promise/quoted-value.ts';
import { boundedText, chart, freeValues, itemName, objectName } from '../promise/vocabulary.ts';
import { scalarText } from '../scalar-text.ts';
import { backup, restore } from './backup-fields.ts';
import type { ServiceDefinition } from './define-service.ts';
import { featureFields, supportsField } from './engine-features.ts';
import { findService, typeNames } from './find-service.ts';

/** Platform service as a request specifies it. */
export type ServiceItem = z.output<ReturnType<typeof serviceFields>>;

/** Returns the schema of a service item without its rules. */
export function serviceFields(services: readonly ServiceDefinition[]) {
  const maxNameLength = Math.max(...services.map(({ nameLimit }) => nameLimit));
  const limits = services.map(({ engine, nameLimit }) => `${engine} ${nameLimit}`);
  const tooLong = `Too long: the maximum number of characters is ${maxNameLength} (${limits.join(', ')})`;
  return z.strictObject({
    name: itemName(maxNameLength, tooLong).describe(
      'Name of the service: its release, its host and its folder in the state store',
    ),
    type: serviceType(services).describe(describeType(services)),
    ...commonFields(services),
    ...furtherSettings('engine', engineBlocks(services) as object),
  });
}

/** Returns the fields of a request for one service: those that its engine supports. */
export function requestFields(service: ServiceDefinition): ReturnType<typeof commonFields> {
  const fields = { ...engineBlocks([service]), ...commonFields([service]) };
  for (const field of featureFields) if (!supportsField(service, field)) delete fields[field];
  return fields as ReturnType<typeof commonFields>;
}

/** Returns the fields that all engines share, and those of single features. */
export function commonFields(services: readonly ServiceDefinition[]) {
  return {
    ...furtherSettings('release', {
      enabled: z.boolean().default(true).describe('Set to false to remove the service and release its name'),
      chart: chart(undefined),
    }),
    version: engineVersion(),
    ...furtherSettings('operation', { upgrade: upgrade() }),
    ...furtherSettings('instance', { mode: engineMode(services) }),
    size: z
      .enum(['small', 'medium', 'large'])
      .optional()
      .describe('Preset of resources; explicit resources take precedence'),
    ...furtherSettings('instance', {
      replicas: z
        .int()
        .min(0)
        .max(100)
        .optional()
        .describe("Number of instances. Defaults to the chart's value"),
      resources: resources()
        .optional()
        .describe(
          "Resources of one instance. A request above the chart's limit raises the limit, and vice versa",
        ),
    }),
    storage: storage(),
    highAvailability: z
      .boolean()
      .optional()
      .describe('Set to true for at least three replicas and a disruption budget'),
    ...furtherSettings('operation', operationFields()),
    ...furtherSettings('release', { values: freeValues().optional() }),
  };
}

function engineMode(services: readonly ServiceDefinition[]) {
  return z
    .enum(listModes(services), {
      error: ({ input }) =>
        `Unsupported mode${quotedValue(input)}; supported: ${listModes(services).join(', ')}`,
    })
    .optional()
    .describe("Mode of the engine. Defaults to the chart's value. Cannot be changed");
}

/** Returns the fields of the operation of a service and of the safety of its data. */
function operationFields() {
  return {
    monitoring: z
      .boolean()
      .optional()
      .describe('Set to true for Prometheus metrics, if the platform has monitoring'),
    backup: backup().optional().describe('Scheduled backups, if the engine can be restored from them'),
    restore: restore()
      .optional()
      .describe(
        'Archive that a new service is restored from. Cannot be added or changed later; can stay, without effect',
      ),
    credentials: credentials(),
    deletionProtection: z
      .boolean()
      .optional()
      .describe('Set to true to protect the data from removal. Defaults to true in production'),
  };
}

function credentials() {
  return z
    .strictObject({
      secretName: objectName().describe(
        "Existing Secret in the release's namespace. For vault it has the key of the data, which is lost without it",
      ),
    })
    .optional()
    .describe('Existing credentials, for engines that accept them');
}

/** Returns the block of each engine that has fields of its own. */
function engineBlocks(services: readonly ServiceDefinition[]): Record<string, z.ZodType<object | undefined>> {
  return Object.fromEntries(
    services.flatMap(({ type, engine, fields }) =>
      fields === undefined
        ? []
        : [[type, fields.schema().optional().describe(`Fields that only ${engine} has`)]],
    ),
  );
}

function engineVersion() {
  return boundedText(20)
    .regex(
      /^[0-9]{1,4}(\.[0-9]{1,4}){0,3}(-[0-9]{1,4})?$/,
      invalid('version', (value) =>
        /^v[0-9]/.test(value) ? 'remove the "v"' : 'use an engine version such as "17" or "17.11"',
      ),
    )
    .optional()
    .describe(
      'Version of the engine, as a string. A series such as "17" is its latest version. Defaults to the chart\'s value',
    );
}

function upgrade() {
  return z
    .strictObject({
      allowMajor: z
        .boolean()
        .optional()
        .describe('Set to true to allow an upgrade to the next major version, with its outage'),
      rollback: z
        .boolean()
        .optional()
        .describe('Set to true to return to the major version before a failed upgrade'),
    })
    .optional()
    .describe('Consent to a change of the major version');
}

function storage() {
  return z
    .strictObject({
      size: storageSize().optional().describe('Size of each volume. Can only increase'),
      storageClass: objectName()
        .optional()
        .describe("Storage class of the volumes. Defaults to the platform's value. Cannot be changed"),
    })
    .optional()
    .describe('Volumes of the service');
}

function serviceType(services: readonly ServiceDefinition[]): z.ZodType<string> {
  const names = services.flatMap(typeNames);
  return z.enum(names as [string, ...string[]], {
    error: ({ input }) => {
      const near = findService(services, nearest(scalarText(input), names))?.type;
      const choices = services.map(({ type }) => type).join(', ');
      return `Unsupported service type${quotedValue(input)}${choicesHint(near, { label: 'supported', choices })}`;
    },
  });
}

function describeType(services: readonly ServiceDefinition[]): string {
  const others = services.flatMap(({ type, aliases = [] }) =>
    aliases.map(({ name }) => `. ${name} is another name of ${type}`),
  );
  return `Engine of the service. Cannot be changed${others.join('')}`;
}

/** Returns the modes of all services without duplicates. */
function listModes(services: readonly ServiceDefinition[]): [string, ...string[]] {
  return [...new Set(services.flatMap(({ modes = [] }) => modes))] as [string, ...string[]];
}
