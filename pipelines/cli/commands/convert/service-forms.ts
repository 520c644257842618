import { bundleBlocks, bundleFields, bundleLists } from '../../../../promises/infraforge/bundle-services.ts';
import { services } from '../../../../promises/services.ts';
import { nearest } from '../../../../shared/nearest.ts';
import { findService, typeNames } from '../../../../shared/service/find-service.ts';
import { serviceFields } from '../../../../shared/service/service-fields.ts';
import { reshapeChart, reshapeResources } from './application-forms.ts';
import { type Conversion, moveField, noteAction, replace } from './conversion.ts';
import type { Steps } from './draft.ts';

/** Objects of free settings in earlier versions. */
const settings = ['config', 'customConfig'];

/** Converts the fields of a platform service to their current form. */
export function reshapeService(conversion: Conversion, item: Steps): void {
  reshapeChart(conversion, item);
  reshapeType(conversion, [...item, 'type'], services.flatMap(typeNames));
  const blocks = services.map(({ type }) => type);
  const fields = Object.keys(serviceFields(services).shape).filter((field) => !blocks.includes(field));
  liftSettings(conversion, item, { fields, sizeOfStorage: ['storage', 'size'] });
  reshapeStorage(conversion, item);
  reshapeResources(conversion, [...item, 'resources']);
  reshapeBackup(conversion, [...item, 'backup']);
  nameCredentials(conversion, item, {
    type: conversion.draft.text([...item, 'type']),
    name: conversion.draft.text([...item, 'name']),
  });
}

/** Names a Secret for a request of one service, whose kind is its type. */
export function reshapeServiceRequest(conversion: Conversion): void {
  const service = services.find(({ kind }) => kind === conversion.kind);
  const name = conversion.draft.text(['metadata', 'name']);
  nameCredentials(conversion, ['spec'], { type: service?.type, name });
}

/** Replaces an alias, a misspelling or an abbreviation of a type. */
function reshapeType(conversion: Conversion, field: Steps, names: readonly string[]): void {
  const { draft } = conversion;
  const given = draft.text(field);
  if (given === undefined) return;
  const type = findService(services, given)?.type ?? findService(services, meantType(given, names))?.type;
  if (type === undefined || type === given) return;
  replace(conversion, field, type, `renamed to "${type}"`);
  const chart = [...field.slice(0, -1), 'chart', 'name'];
  if (draft.text(chart) === given) draft.set(chart, type);
}

/** Shortest abbreviation of a type: a shorter one could be the beginning of another word. */
const minPrefixLength = 4;

/** Returns the type that a word most likely means: the nearest one, or the only one that begins with it. */
function meantType(given: string, names: readonly string[]): string | undefined {
  const near = nearest(given, names);
  if (near !== undefined || given.length < minPrefixLength) return near;
  const longer = names.filter((name) => name.startsWith(given.toLowerCase()));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Fields of an item that free settings can move to. */
interface ItemFields {
  readonly fields: readonly string[];
  /** Path below the item for an amount of storage. */
  readonly sizeOfStorage: readonly string[];
}

/** Moves the settings that have a field of their own to that field. */
function liftSettings(conversion: Conversion, item: Steps, { fields, sizeOfStorage }: ItemFields): void {
  const { draft } = conversion;
  for (const name of settings) {
    if (draft.text([...item, name, 'instances']) !== undefined)
      moveField(conversion, [...item, name, 'instances'], [...item, 'replicas']);
    for (const field of draft.keys([...item, name])) {
      const isSize = field === 'size' && isAmount(draft.text([...item, name, field]));
      const to = isSize ? sizeOfStorage : [field];
      if (fields.includes(field)) moveField(conversion, [...item, name, field], [...item, ...to]);
    }
  }
}

/** Moves the size of the storage to `storage.size`. */
function reshapeStorage(conversion: Conversion, item: Steps): void {
  const { draft } = conversion;
  const [storage, size] = [
    [...item, 'storage'],
    [...item, 'size'],
  ];
  const given = draft.text(storage);
  if (given !== undefined) replace(conversion, storage, { size: given }, 'moved to its field size');
  if (isAmount(draft.text(size))) moveField(conversion, size, [...storage, 'size']);
}

/** Returns true for an amount of storage, which `size` was in earlier versions; today it names a preset. */
function isAmount(size: string | undefined): boolean {
  return /^[0-9.]+[KMGT]i?$/.test(size ?? '');
}

function reshapeBackup(conversion: Conversion, backup: Steps): void {
  const { draft } = conversion;
  const retention = [...backup, 'retention'];
  if (draft.text([...backup, 'retentionPolicy']) !== undefined)
    moveField(conversion, [...backup, 'retentionPolicy'], retention);
  const days = draft.text(retention) ?? '';
  if (/^[0-9]+$/.test(days)) replace(conversion, retention, `${days}d`, `became "${days}d"`);
}

/** Names a Secret for a service of an engine that needs one. */
function nameCredentials(
  conversion: Conversion,
  item: Steps,
  { type, name }: { readonly type: string | undefined; readonly name: string | undefined },
): void {
  const { draft } = conversion;
  const service = findService(services, type);
  const steps = [...item, 'credentials', 'secretName'];
  if (service?.credentials !== 'required' || draft.get(steps) !== undefined) return;
  const secret = `${name}-credentials`;
  draft.set(steps, secret);
  noteAction(
    conversion,
    steps,
    `set to "${secret}", because ${service.engine} needs a Secret; create it, or name another one`,
  );
}

/** Converts the services of a bundle to their current form. */
export function reshapeBundle(conversion: Conversion): void {
  const { draft } = conversion;
  for (const { field, types } of bundleBlocks) {
    const block = ['spec', field];
    if (draft.get(block) !== undefined) reshapeBundleService(conversion, block, { field: 'type', types });
  }
  const types = services.map(({ type }) => type);
  for (const list of bundleLists)
    for (let index = 0; index < draft.length(['spec', list]); index++)
      reshapeBundleService(conversion, ['spec', list, index], { field: 'name', types });
}

/** Converts a service of a bundle to its current form. Its type is in `field`; a disabled service may have any type. */
function reshapeBundleService(
  conversion: Conversion,
  item: Steps,
  { field, types }: { readonly field: string; readonly types: readonly string[] },
): void {
  const { draft } = conversion;
  if (draft.text([...item, 'enabled']) === 'false') return;
  const names = services.filter(({ type }) => types.includes(type)).flatMap(typeNames);
  reshapeType(conversion, [...item, field], names);
  liftSettings(conversion, item, { fields: [...bundleFields(), 'storage'], sizeOfStorage: ['size'] });
  if (draft.text([...item, 'storage']) !== undefined)
    moveField(conversion, [...item, 'storage'], [...item, 'size']);
  for (const part of ['size', 'storageClass'])
    if (draft.text([...item, 'storage', part]) !== undefined)
      moveField(conversion, [...item, 'storage', part], [...item, part]);
  reshapeResources(conversion, [...item, 'resources']);
  reshapeBackup(conversion, [...item, 'backup']);
  const type = draft.text([...item, field]) ?? types[0];
  nameCredentials(conversion, item, { type, name: `${draft.text(['spec', 'tenant'])}-${type}` });
}
