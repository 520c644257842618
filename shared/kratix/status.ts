import { parseRequestYaml, printYaml } from '../yaml.ts';
import {
  kratixConditionTypes,
  kratixStatusKey,
  kratixVolumes,
  metadataFiles,
  type Volumes,
} from './contract.ts';
import { readText, replaceFile } from './volumes.ts';

/**
 * Patch that Kratix merges into `status` of the object, key by key: a key replaces the old value as a whole, an omitted key
 * stays unchanged, null is kept as null, and `conditions` are merged by type. In a workflow of the Promise itself, Kratix
 * keeps only `message`.
 */
export type Status = Readonly<Record<string, unknown>>;

/** Maximum size in bytes; the object with its status must fit into 1.5 MiB of JSON. */
const maxStatusSize = 2 * 1024 * 1024;

/**
 * Reads the patch that an earlier container of this pipeline wrote; undefined if none did. The status of earlier runs is in
 * the object (`getStatus`).
 *
 * @throws RequestError `InvalidRequest` if the file is not YAML or too large
 * @public
 */
export function readStatus(volumes: Volumes = kratixVolumes): Status | undefined {
  const text = readText(volumes.metadata, { file: metadataFiles.status, limit: maxStatusSize });
  return text === undefined ? undefined : (parseRequestYaml(text) as Status);
}

/**
 * Writes `status.yaml`.
 *
 * @throws Error if the status is invalid (`checkStatus`)
 */
export function writeStatus(volumes: Volumes, status: Status): void {
  checkStatus(status);
  replaceFile(volumes.metadata, { name: metadataFiles.status, content: printYaml(status) });
}

/**
 * Checks that Kratix can merge a status: only JSON, without keys and conditions that are reserved for Kratix. Kratix itself
 * would only fail after the output is in the state store.
 *
 * @throws Error with the path of an invalid value
 */
export function checkStatus(status: Status): void {
  if (Object.hasOwn(status, kratixStatusKey)) throw refused(kratixStatusKey, 'reserved for Kratix');
  for (const type of conditionTypes(status['conditions'])) {
    if (kratixConditionTypes.includes(type))
      throw refused('conditions', `condition "${type}" is reserved for Kratix`);
  }
  checkJson(status, '');
}

/** Merges a patch into the object's status as Kratix does (syntasso/kratix, `MergeStatuses`). */
export function mergeStatus(existing: Status, patch: Status): Status {
  const merged = { ...existing, ...patch };
  const [before, after] = [existing['conditions'], patch['conditions']];
  if (!Array.isArray(before) || !Array.isArray(after)) return merged;
  const byType = new Map([...before, ...after].map((condition) => [typeOf(condition), condition]));
  return { ...merged, conditions: [...byType.values()] };
}

function conditionTypes(conditions: unknown): string[] {
  if (conditions === undefined) return [];
  if (!Array.isArray(conditions)) throw refused('conditions', 'expected a list');
  return conditions.map(typeOf);
}

function typeOf(condition: unknown): string {
  const type = (condition as { type?: unknown } | null)?.type;
  if (typeof type !== 'string') throw refused('conditions', 'expected a type in each condition');
  return type;
}

/** Refuses values that are not JSON. An undefined value would be omitted, and an omitted key keeps its old value. */
function checkJson(value: unknown, path: string): void {
  if (isScalar(value)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkJson(item, `${path}[${index}]`);
    return;
  }
  if (!isPlain(value)) {
    throw refused(path, `expected JSON, found ${typeof value === 'number' ? value : typeof value}`);
  }
  for (const [key, item] of Object.entries(value)) checkJson(item, path === '' ? key : `${path}.${key}`);
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function refused(path: string, detail: string): Error {
  return new Error(`Write status "${path}": ${detail}`);
}
