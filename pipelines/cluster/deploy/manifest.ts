import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { ActionableError } from '../../../shared/errors.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';

/** Milliseconds for the download of a manifest; Argo CD's has 2 MB. */
const timeoutMilliseconds = 120_000;

/**
 * Reads the published manifest of another project.
 *
 * @param location path or URL
 * @returns the objects in an order in which they can be applied: namespaces and definitions first
 * @throws ActionableError if the manifest cannot be read, or is not a list of Kubernetes objects
 */
export async function readManifest(location: string): Promise<readonly KubernetesObject[]> {
  const documents = parseAllDocuments(await readText(location));
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken !== undefined) throw failure(location, `line ${broken.linePos?.[0].line}: invalid YAML`);
  const objects = documents.map((document) => document.toJS() as unknown).filter((value) => value !== null);
  if (objects.length === 0) throw failure(location, 'it contains no objects');
  const foreign = objects.findIndex((value) => !isObject(value));
  if (foreign !== -1) throw failure(location, `document ${foreign + 1} is not a Kubernetes object`);
  return sortForInstallation(objects as KubernetesObject[]);
}

function sortForInstallation(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const first = ['Namespace', 'CustomResourceDefinition'];
  return [
    ...first.flatMap((kind) => objects.filter((object) => object.kind === kind)),
    ...objects.filter(({ kind }) => !first.includes(kind)),
  ];
}

async function readText(location: string): Promise<string> {
  try {
    if (!/^https?:/.test(location)) return await readFile(location, 'utf8');
    const response = await fetch(location, { signal: AbortSignal.timeout(timeoutMilliseconds) });
    if (response.ok) return await response.text();
    throw new Error(`status ${response.status}`);
  } catch (error) {
    throw failure(location, reasonOf(error), error);
  }
}

/** Returns the reason of a failed read; `fetch` hides it in its cause. */
function reasonOf(error: unknown): string {
  const { code, message, cause } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file';
  return cause instanceof Error ? reasonOf(cause) : ((message || code) ?? 'no reason given');
}

function failure(location: string, reason: string, cause?: unknown): ActionableError {
  const hint = 'download the manifest, and set its path (see deploy --help)';
  return new ActionableError(`cannot read the manifest ${location}: ${reason}`, { hint, cause });
}

function isObject(value: unknown): value is KubernetesObject {
  const { kind, metadata } = (value ?? {}) as Partial<KubernetesObject>;
  return typeof kind === 'string' && typeof metadata?.name === 'string';
}
