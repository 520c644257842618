import * as z from 'zod';
import { choicesHint, nearest } from '../../shared/nearest.ts';
import { itemList } from '../../shared/promise/collections.ts';
import { lazy } from '../../shared/promise/lazy.ts';
import { storageSize } from '../../shared/promise/quantities.ts';
import { quotedValue } from '../../shared/promise/quoted-value.ts';
import { celList, type Rule, withRules } from '../../shared/promise/rule.ts';
import { boundedText, objectName } from '../../shared/promise/vocabulary.ts';
import type { ServiceDefinition } from '../../shared/service/define-service.ts';
import { isFeature, supportsField } from '../../shared/service/engine-features.ts';
import { commonFields, type ServiceItem } from '../../shared/service/service-fields.ts';
import { rulesOfFields } from '../../shared/service/service-rules.ts';
import { services } from '../services.ts';
import { serviceProfile } from './profile.ts';

/** Block of the spec that asks for one service. */
export interface BundleBlock {
  readonly field: string;
  /** Types of its services; the first one is the default. */
  readonly types: readonly [string, ...string[]];
  /** Prefix of the variables with its facts. */
  readonly prefix: string;
  readonly text: string;
}

/** Blocks of the spec. */
export const bundleBlocks: readonly BundleBlock[] = [
  { field: 'database', types: ['postgresql', 'mongodb'], prefix: 'DATABASE', text: 'Database' },
  { field: 'cache', types: ['redis'], prefix: 'CACHE', text: 'Cache' },
  { field: 'messaging', types: ['rabbitmq', 'kafka'], prefix: 'MESSAGING', text: 'Messages' },
  {
    field: 'objectStorage',
    types: ['objectstorage'],
    prefix: 'OBJECT_STORAGE',
    text: 'Object storage with the S3 API',
  },
  {
    field: 'secretsManagement',
    types: ['vault'],
    prefix: 'SECRETS',
    text: "Management of secrets with Vault's API",
  },
];

/** Lists of the older form, whose items name their type. */
export const bundleLists = ['operators', 'platform'] as const;

/** Fields of a service item that a bundle does not have, or has in another form. */
const otherFields = ['chart', 'values', 'mode', 'size', 'storage', 'enabled'] as const;

function ownFields(types: readonly string[]) {
  const { enabled, ...common } = commonFields(ofTypes(types));
  const rest = Object.fromEntries(
    Object.entries(common).filter(
      ([field]) =>
        !(otherFields as readonly string[]).includes(field) &&
        (!isFeature(field) || ofTypes(types).some((service) => supportsField(service, field))),
    ),
  ) as Omit<typeof common, (typeof otherFields)[number]>;
  return {
    enabled: enabled.describe('Set to false to remove the service and release its name'),
    profile: serviceProfile(),
    size: storageSize().optional().describe('Size of each volume. Can only increase'),
    storageClass: objectName()
      .optional()
      .describe("Storage class of the volumes. Defaults to the platform's value. Cannot be changed"),
    ...rest,
  };
}

/** Returns the fields of a service of a bundle except its type. */
export function bundleFields(): string[] {
  return Object.keys(ownFields(services.map(({ type }) => type)));
}

/** Service of a bundle: of a block, or of a list, where the name is the type. */
export type BundleService = z.output<z.ZodObject<ReturnType<typeof ownFields>>>;

const ofTypes = (types: readonly string[]): readonly ServiceDefinition[] =>
  services.filter(({ type }) => types.includes(type));

/** Returns the schema of a block. */
export function blockSchema(block: BundleBlock) {
  return lazy(() => blockFields(block))
    .optional()
    .describe(block.text);
}

function blockFields({ types }: BundleBlock) {
  const type = boundedText(63, { min: 1 })
    .default(types[0])
    .describe(`Engine: ${types.join(' or ')}. A disabled block may name any`);
  const fields = z.strictObject({ type, ...ownFields(types) });
  const rules = rulesOf(types, 'type') as unknown as Rule<z.output<typeof fields>>[];
  return withRules(fields, rules);
}

/** Returns the schema of a list of the older form. */
export function listSchema() {
  return itemList(lazy(entryFields), { min: 0, max: 20 }).default([]);
}

function entryFields() {
  const types = services.map(({ type }) => type);
  const name = boundedText(63, { min: 1 }).describe(
    'Type of the service, such as redis. A disabled entry may name anything',
  );
  const fields = z.strictObject({ name, ...ownFields(types) });
  const rules = rulesOf(types, 'name') as unknown as Rule<z.output<typeof fields>>[];
  return withRules(fields, rules);
}

/** Returns the rules of a service whose field `typeField` is its type: nothing is delivered for a disabled one. */
function rulesOf(types: readonly string[], typeField: 'type' | 'name'): Rule<Typed>[] {
  const own = new Set<string>(Object.keys(ownFields(types)));
  const shared = rulesOfFields(ofTypes(types), (field) => own.has(field));
  return [
    {
      cel: `!self.enabled || self.${typeField} in ${celList(types)}`,
      message: `Unsupported service; supported: ${types.join(', ')}`,
      problems: (service) => unsupported(service, { types, typeField }),
    },
    {
      cel: `!self.enabled || !oldSelf.enabled || self.${typeField} == oldSelf.${typeField}`,
      message: `${typeField} cannot be changed; disable the service first`,
    },
    ...shared.map((rule) => onlyEnabled(rule, typeField)),
    onlyEnabled(sizeRule, typeField),
    onlyEnabled(storageClassRule, typeField),
    ...ofTypes(types).map(({ type, engine, floors }) =>
      onlyEnabled(
        {
          cel: `self.type != '${type}' || !has(self.size) || quantity(self.size).compareTo(quantity('${floors.storage}')) >= 0`,
          message: `Too small for ${engine}; use at least "${floors.storage}"`,
        },
        typeField,
      ),
    ),
  ];
}

type Typed = { readonly enabled: boolean } & Readonly<Record<string, unknown>>;

const sizeRule: Rule<ServiceItem> = {
  cel: '!has(oldSelf.size) || (has(self.size) && quantity(self.size).compareTo(quantity(oldSelf.size)) >= 0)',
  message: 'size can only increase',
};

const storageClassRule: Rule<ServiceItem> = {
  cel: '!has(oldSelf.storageClass) || (has(self.storageClass) && self.storageClass == oldSelf.storageClass)',
  message: 'storageClass cannot be changed: no operator moves data to another class',
};

/** Limits a rule to services that are enabled both before and after a change. */
function onlyEnabled(
  { cel = '', check, problems, message, path = [] }: Rule<ServiceItem>,
  typeField: 'type' | 'name',
): Rule<Typed> {
  const asItem = (service: Typed): ServiceItem =>
    ({ ...service, type: service[typeField] }) as unknown as ServiceItem;
  const isEnabled = cel.includes('oldSelf') ? '!self.enabled || !oldSelf.enabled' : '!self.enabled';
  return {
    message,
    path,
    cel: `${isEnabled} || ${cel.replaceAll(/\b(self|oldSelf)\.type\b/g, `$1.${typeField}`)}`,
    ...(check && { check: (service) => !service.enabled || check(asItem(service)) }),
    ...(problems && { problems: (service) => (service.enabled ? problems(asItem(service)) : []) }),
  };
}

/** Types of services that teams know from elsewhere, with the type to use here. */
const replacements: Readonly<Record<string, string>> = {
  mysql: 'postgresql',
  mariadb: 'postgresql',
  memcached: 'redis',
  sqs: 'rabbitmq',
  s3: 'objectstorage',
  minio: 'objectstorage',
  'aws-secrets-manager': 'vault',
};

function unsupported(
  service: Typed,
  { types, typeField }: { readonly types: readonly string[]; readonly typeField: 'type' | 'name' },
) {
  const type = String(service[typeField]);
  if (!service.enabled || types.includes(type)) return [];
  return [{ path: [typeField], message: `Unsupported service${quotedValue(type)}${advice(type, types)}` }];
}

function advice(type: string, types: readonly string[]): string {
  const choices = types.join(', ');
  const instead = Object.hasOwn(replacements, type) ? replacements[type]! : '';
  if (types.includes(instead)) return `; supported: ${choices}; use ${instead}, or set enabled: false`;
  const near = ofTypes(types).find(({ operator }) => operator?.name === type)?.type ?? nearest(type, types);
  const hint = choicesHint(near, { label: 'supported', choices });
  return near === undefined ? `${hint}; set enabled: false` : hint;
}
