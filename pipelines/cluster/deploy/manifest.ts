import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { ActionableError } from '../../../shared/errors.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';

/** Milliseconds for the download of a manifest; Argo CD's has 2 MB. */
const timeoutMilliseconds = 120_000;

/** Place of a published manifest. */
export interface ManifestSource {
  /** Path or URL. */
  readonly location: string;
  /** Expected checksum in hexadecimal digits. Without one, any content is accepted. */
  readonly sha256?: string | undefined;
}

/** Published manifest of another project. */
export interface Manifest extends ManifestSource {
  /** Objects in an order in which they can be applied: namespaces and definitions first. */
  readonly objects: readonly KubernetesObject[];
  /** Checksum of the content. */
  readonly found: string;
}

/** Separates the checksum from the path or URL of a manifest. */
const marker = '#sha256=';

/**
 * Parses a manifest as a user names it: `https://mirror.example.com/kratix.yaml#sha256=<64 digits>`.
 *
 * @throws ActionableError if the checksum has another form
 */
export function parseManifestSource(text: string): ManifestSource {
  const at = text.lastIndexOf(marker);
  if (at < 0) return { location: text };
  const sha256 = text.slice(at + marker.length).toLowerCase();
  if (/^[0-9a-f]{64}$/.test(sha256)) return { location: text.slice(0, at), sha256 };
  const hint = `write 64 hexadecimal digits after ${marker}, as sha256sum prints them`;
  throw new ActionableError(`invalid checksum of the manifest ${text}`, { hint });
}

/**
 * Reads the published manifest of another project, and compares its checksum before anything else.
 *
 * @throws ActionableError if the manifest cannot be read, has another checksum, or is not a list of Kubernetes objects
 */
export async function readManifest({ location, sha256 }: ManifestSource): Promise<Manifest> {
  const bytes = await readBytes(location);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== undefined && found !== sha256) {
    const hint =
      'nothing was changed: download the manifest again, and compare it with the release of its project';
    const detail = `expected sha256 ${sha256}, found ${found}`;
    throw new ActionableError(`the manifest ${location} has another checksum: ${detail}`, { hint });
  }
  return { location, sha256, found, objects: parseObjects(bytes.toString('utf8'), location) };
}

function parseObjects(text: string, location: string): readonly KubernetesObject[] {
  const documents = parseAllDocuments(text);
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken !== undefined) throw failure(location, `line ${broken.linePos?.[0].line}: invalid YAML`);
  const objects = documents.map((document) => document.toJS() as unknown).filter((value) => value !== null);
  if (objects.length === 0) throw failure(location, 'it contains no objects');
  const invalid = objects.findIndex((value) => !isObject(value));
  if (invalid !== -1) throw failure(location, `document ${invalid + 1} is not a Kubernetes object`);
  return sortForInstallation(objects as KubernetesObject[]);
}

function sortForInstallation(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const first = ['Namespace', 'CustomResourceDefinition'];
  return [
    ...first.flatMap((kind) => objects.filter((object) => object.kind === kind)),
    ...objects.filter(({ kind }) => !first.includes(kind)),
  ];
}

async function readBytes(location: string): Promise<Buffer> {
  try {
    if (!/^https?:/.test(location)) return await readFile(location);
    const response = await fetch(location, { signal: AbortSignal.timeout(timeoutMilliseconds) });
    if (response.ok) return Buffer.from(await response.arrayBuffer());
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
