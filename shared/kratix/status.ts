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
 * The patch that Kratix merges into `status` of the object, key by key: a key replaces the old one whole, a
 * key that is left out stays as it was, null is kept as null, and `conditions` merge by their type. In a
 * workflow of the Promise itself only `message` survives.
 */
export type Status = Readonly<Record<string, unknown>>;

/** Bytes. The object with its status has to fit into 1.5 MiB. */
const largestStatus = 2 * 1024 * 1024;

/**
 * The patch that an earlier container of this pipeline wrote; undefined where there is none. (What earlier
 * runs wrote is in the object: `getStatus`.)
 * @throws RequestError `InvalidRequest` where the file is no YAML or too large
 * @public
 */
export function readStatus(volumes: Volumes = kratixVolumes): Status | undefined {
  const text = readText(volumes.metadata, { file: metadataFiles.status, limit: largestStatus });
  return text === undefined ? undefined : (parseRequestYaml(text) as Status);
}

/**
 * Writes `status.yaml`.
 * @throws Error where Kratix would fail the run over it, or overwrite what Kratix keeps (`checkStatus`)
 */
export function writeStatus(volumes: Volumes, status: Status): void {
  checkStatus(status);
  replaceFile(volumes.metadata, { name: metadataFiles.status, content: printYaml(status) });
}

/**
 * Makes sure that a status can be merged: no key and no condition of Kratix's own, nothing but JSON. Kratix
 * fails on such a file only after the output is in the state store.
 * @throws Error with the path of what may not be there
 */
export function checkStatus(status: Status): void {
  if (Object.hasOwn(status, kratixStatusKey)) throw refused(kratixStatusKey, 'kept by Kratix for itself');
  for (const type of conditionTypes(status['conditions'])) {
    if (kratixConditionTypes.includes(type)) throw refused('conditions', `Kratix sets "${type}" itself`);
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
  if (typeof type !== 'string') throw refused('conditions', 'expected a type in each of them');
  return type;
}

/** undefined would vanish or print as nothing, and an omitted key means "leave it as it is". */
function checkJson(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkJson(item, `${path}[${index}]`);
    return;
  }
  if (isPlain(value)) {
    for (const [key, item] of Object.entries(value)) checkJson(item, path === '' ? key : `${path}.${key}`);
  } else throw refused(path, `expected JSON, found ${typeof value === 'number' ? value : typeof value}`);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function refused(path: string, detail: string): Error {
  return new Error(`Write status "${path}": ${detail}`);
}
