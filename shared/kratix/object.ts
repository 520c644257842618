import { apiVersion } from '../api-version.ts';
import { type Problem, problem, RequestError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { printableValue } from '../printable-value.ts';
import { describeFound, typeMismatch } from '../type-mismatch.ts';
import { parseStoredYaml } from '../yaml.ts';
import { kratixGroup, kratixVolumes, objectFile, type Volumes } from './contract.ts';
import { withoutManagedFields } from './managed-fields.ts';
import { readText } from './volumes.ts';

/** Maximum size in bytes. The API server stores at most 1.5 MiB of JSON, which is less than this as indented YAML. */
const maxObjectSize = 8 * 1024 * 1024;

/**
 * Reads the request of this run as the API server stored it when the pod started: with the status of earlier runs, but
 * without managedFields.
 *
 * @throws RequestError `InvalidRequest` if the file is not YAML, too large, or not a Kubernetes object
 * @throws Error if the file does not exist
 */
export function readResourceInput(volumes: Volumes = kratixVolumes): KubernetesObject {
  return parseObject(parseStoredYaml(withoutManagedFields(readInput(volumes))));
}

/**
 * Reads the Promise, in a workflow of the Promise itself.
 *
 * @throws RequestError as readResourceInput does, and `UnknownKind` if the object is not a Promise
 * @public
 */
export function readPromiseInput(volumes: Volumes = kratixVolumes): KubernetesObject {
  const object = readResourceInput(volumes);
  if (object.kind !== 'Promise' || !object.apiVersion.startsWith(`${kratixGroup}/`)) {
    const found = `"${object.apiVersion}" "${object.kind}"`;
    throw new RequestError('UnknownKind', [
      problem('kind', `Expected a Promise of ${kratixGroup}, found ${found}`),
    ]);
  }
  return object;
}

/**
 * Checks that a value has the required fields of a Kubernetes object: `apiVersion`, `kind` and `metadata.name`. Metadata that
 * other requests are compared with must be strings; kubectl prints `creationTimestamp: null`.
 *
 * @throws RequestError `InvalidRequest` with every missing or invalid field
 */
export function parseObject(value: unknown): KubernetesObject {
  if (!isRecord(value)) throw notAnObject(value);
  const problems = [
    ...['apiVersion', 'kind', 'metadata.name'].flatMap((path) => identityProblems(value, path)),
    ...metadataProblems(value),
  ];
  if (problems.length > 0) throw invalid(problems);
  return value as unknown as KubernetesObject;
}

/** Returns the refusal of a document that is a scalar or a list. */
export function notAnObject(value: unknown): RequestError {
  const advice = Array.isArray(value)
    ? 'write one object in each document, with "---" between two documents'
    : 'write apiVersion, kind, metadata and spec';
  const found = describeFound(value, undefined);
  return invalid([problem('', `Expected a Kubernetes object, found ${found}; ${advice}`)]);
}

function identityProblems(object: object, path: string): Problem[] {
  const value = getValue(object, path) ?? undefined;
  if (value === undefined)
    return [problem(path, `Required: ${path === 'apiVersion' ? apiVersion : 'expected a string'}`)];
  if (value === '') return [problem(path, 'Must not be empty; set a value')];
  if (typeof value === 'string') return [];
  return [problem(path, typeMismatch({ expected: ['string'], value, shown: printableValue(value, []) }))];
}

function metadataProblems(object: object): Problem[] {
  return ['metadata.namespace', 'metadata.uid', 'metadata.creationTimestamp'].flatMap((path) => {
    const value = getValue(object, path) ?? '';
    if (typeof value === 'string') return [];
    return [problem(path, typeMismatch({ expected: ['string'], value, shown: undefined }))];
  });
}

const step = /\.?(?:([^.[\]"]+)|\[(\d+)\]|\["([^"]*)"\])/y;

/**
 * Returns the value at a path of field names, list indices and quoted keys: `spec.applications[2].name`,
 * `metadata.labels["kratix.io/promise-version"]`. A leading dot is ignored, as in the other SDKs.
 *
 * @returns undefined if nothing exists at the path, as opposed to null, false, 0 and ""
 * @throws SyntaxError if the path is malformed
 */
export function getValue(object: object, path: string): unknown {
  let value: unknown = object;
  for (const key of parsePath(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/**
 * Returns the object's status as earlier runs and pipelines wrote it, or the value at a path in it.
 *
 * @throws SyntaxError if the path is malformed
 * @public
 */
export function getStatus(object: object, path = ''): unknown {
  const status = getValue(object, 'status');
  return typeof status === 'object' && status !== null ? getValue(status, path) : undefined;
}

/**
 * Returns the field names, list indices and keys of a path.
 *
 * @throws SyntaxError if the path is malformed
 */
export function parsePath(path: string): string[] {
  const keys: string[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) throw new SyntaxError(`Invalid path "${path}"; use field names, [0] or ["key"]`);
    keys.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return keys;
}

function readInput(volumes: Volumes): string {
  const text = readText(volumes.input, { file: objectFile, limit: maxObjectSize });
  if (text === undefined) throw new Error(`Missing file "${objectFile}" in "${volumes.input}"`);
  return text;
}

function invalid(problems: readonly Problem[]): RequestError {
  return new RequestError('InvalidRequest', problems);
}
