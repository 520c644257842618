import { services } from '../../../../promises/services.ts';
import { nearest } from '../../../../shared/nearest.ts';
import { findService, typeNames } from '../../../../shared/service/find-service.ts';
import { serviceFields } from '../../../../shared/service/service-fields.ts';
import { reshapeResources } from './application-forms.ts';
import { type Conversion, moveField, noteAction, replace } from './conversion.ts';
import type { Steps } from './draft.ts';

/** Objects of free settings in earlier versions. */
const settings = ['config', 'customConfig'];

/** Brings the fields of a platform service into the forms of today. */
export function reshapeService(conversion: Conversion, item: Steps): void {
  reshapeType(conversion, item);
  for (const name of settings) liftFields(conversion, item, name);
  reshapeStorage(conversion, item);
  reshapeResources(conversion, [...item, 'resources']);
  reshapeBackup(conversion, [...item, 'backup']);
  addCredentials(conversion, item);
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

/** Names a Secret for an engine that needs one. */
function addCredentials(conversion: Conversion, item: Steps): void {
  const { draft } = conversion;
  const service = findService(services, draft.text([...item, 'type']));
  const steps = [...item, 'credentials', 'secretName'];
  if (service?.credentials !== 'required' || draft.get(steps) !== undefined) return;
  const name = `${draft.text([...item, 'name'])}-credentials`;
  draft.set(steps, name);
  noteAction(
    conversion,
    steps,
    `set to "${name}", because ${service.engine} needs a Secret; create it, or name another one`,
  );
}
