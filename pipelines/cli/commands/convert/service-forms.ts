import { bundleBlocks, bundleLists } from '../../../../promises/infraforge/bundle-services.ts';
import { services } from '../../../../promises/services.ts';
import { nearest } from '../../../../shared/nearest.ts';
import { findService, typeNames } from '../../../../shared/service/find-service.ts';
import { serviceFields } from '../../../../shared/service/service-fields.ts';
import { reshapeChart, reshapeResources } from './application-forms.ts';
import { type Conversion, moveField, noteAction, replace } from './conversion.ts';
import type { Steps } from './draft.ts';

/** Objects of free settings in earlier versions. */
const settings = ['config', 'customConfig'];

/** Brings the fields of a platform service into the forms of today. */
export function reshapeService(conversion: Conversion, item: Steps): void {
  reshapeChart(conversion, item);
  reshapeType(conversion, item);
  for (const name of settings) liftFields(conversion, item, name);
  reshapeStorage(conversion, item);
  reshapeResources(conversion, [...item, 'resources']);
  reshapeBackup(conversion, [...item, 'backup']);
  nameCredentials(conversion, item, {
    type: conversion.draft.text([...item, 'type']),
    name: conversion.draft.text([...item, 'name']),
  });
}

/** Replaces another name of a type, and one that can only mean one type. */
function reshapeType(conversion: Conversion, item: Steps): void {
  const { draft } = conversion;
  const given = draft.text([...item, 'type']);
  const names = services.flatMap(typeNames);
  const type = findService(services, given)?.type ?? findService(services, nearest(given ?? '', names))?.type;
  if (given === undefined || type === undefined || type === given) return;
  replace(conversion, [...item, 'type'], type, `renamed to "${type}"`);
  if (draft.text([...item, 'chart', 'name']) === given) draft.set([...item, 'chart', 'name'], type);
}

/** Moves the settings that have a field of their own. */
function liftFields(conversion: Conversion, item: Steps, name: string): void {
  const { draft } = conversion;
  const blocks = services.map(({ type }) => type);
  const fields = Object.keys(serviceFields(services).shape).filter((field) => !blocks.includes(field));
  if (draft.text([...item, name, 'instances']) !== undefined)
    moveField(conversion, [...item, name, 'instances'], [...item, 'replicas']);
  for (const field of draft.keys([...item, name])) {
    const isSize = field === 'size' && !isPreset(draft.text([...item, name, field]));
    const to = isSize ? ['storage', 'size'] : [field];
    if (fields.includes(field)) moveField(conversion, [...item, name, field], [...item, ...to]);
  }
}

/** Puts the size of the storage where it is today. */
function reshapeStorage(conversion: Conversion, item: Steps): void {
  const { draft } = conversion;
  const [storage, size] = [
    [...item, 'storage'],
    [...item, 'size'],
  ];
  const given = draft.text(storage);
  if (given !== undefined) replace(conversion, storage, { size: given }, 'moved to its field size');
  if (!isPreset(draft.text(size))) moveField(conversion, size, [...storage, 'size']);
}

/** Returns false for an amount of storage, which `size` was in earlier versions. */
function isPreset(size: string | undefined): boolean {
  return !/^[0-9.]+[KMGT]i?$/.test(size ?? '');
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

/** Brings the services of a bundle into the forms of today. */
export function reshapeBundle(conversion: Conversion): void {
  const { draft } = conversion;
  const isEnabled = (item: Steps): boolean => draft.text([...item, 'enabled']) !== 'false';
  const name = (item: Steps, type: string | undefined): void => {
    if (isEnabled(item))
      nameCredentials(conversion, item, { type, name: `${draft.text(['spec', 'tenant'])}-${type}` });
  };
  for (const { field, types } of bundleBlocks) {
    const block = ['spec', field];
    if (draft.get(block) !== undefined) name(block, draft.text([...block, 'type']) ?? types[0]);
  }
  for (const list of bundleLists)
    for (let index = 0; index < draft.length(['spec', list]); index++) {
      const entry = ['spec', list, index];
      name(entry, draft.text([...entry, 'name']));
    }
}
