import { computeDigest } from '../chart-files/compute-digest.ts';
import { isDigest } from '../chart-files/digest.ts';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import {
  acceptedManifests,
  anyManifest,
  indexLimit,
  headers as names,
  ociManifest,
  octetStream,
} from './constants.ts';
import { type HttpRequest, type HttpResponse, isOutage } from './exchange.ts';
import { isChart, type ParsedManifest, parseManifest, readableManifests } from './manifest.ts';
import type { FetchedManifest, Repository } from './repository.ts';
import { type AnyDescriptor, type Descriptor, errorCode } from './wire.ts';

/** Maximum size of the body of an error in bytes, if a blob is smaller. */
const refusalLimit = 64 * 1024;

type Send = (request: Omit<HttpRequest, 'signal' | 'limit'> & { limit?: number }) => Promise<HttpResponse>;

/** Repository behind HTTP. */
export interface Remote {
  /** Name of the repository for messages. */
  readonly what: string;
  /** `https://host/v2/<name>/` */
  readonly root: URL;
  readonly send: Send;
  /** Advice for a 401 or 403. */
  readonly advice: string;
}

/** Returns a repository that implements the OCI distribution spec: https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
export function remoteRepository(remote: Remote): Repository {
  return {
    resolveTag: (tag) => resolveTag(remote, tag),
    fetchManifest: (reference) => fetchManifest(remote, reference),
    fetchBlob: (descriptor) => fetchBlob(remote, descriptor),
    pushBlob: (blob) => pushBlob(remote, blob),
    pushManifest: (tag, manifest) => pushManifest(remote, { tag, manifest }),
  };
}

async function resolveTag(remote: Remote, tag: string): Promise<string | undefined> {
  const url = new URL(`manifests/${tag}`, remote.root);
  const headers = { [names.accept]: anyManifest };
  const head = await remote.send({ method: 'HEAD', url, headers });
  const digest = head.headers[names.digest];
  if (head.status === 200 && isDigest(digest)) return digest;
  // The header is optional in the spec, and some proxies support no HEAD.
  const response = withoutHead.has(head.status) ? await remote.send({ method: 'GET', url, headers }) : head;
  if (response.status === 404) return undefined;
  expectStatus(response, { status: 200, remote, action: 'Read' });
  return response.digest;
}

/** Statuses of a HEAD request after which a GET request may succeed. */
const withoutHead = new Set([200, 400, 405, 501]);

async function fetchManifest(remote: Remote, reference: string): Promise<FetchedManifest> {
  const fetched = await fetchAny(remote, { reference });
  return 'manifest' in fetched ? fetched : findChart(remote, { index: fetched.index, reference });
}

/** Manifest or index that was checked against its digests. */
type Fetched = ParsedManifest & Omit<FetchedManifest, 'manifest'>;

async function fetchAny(
  remote: Remote,
  { reference, isInIndex = false }: { reference: string; isInIndex?: boolean },
): Promise<Fetched> {
  const url = new URL(`manifests/${reference}`, remote.root);
  const what = nameOf(remote, reference);
  const response = await remote.send({ method: 'GET', url, headers: { [names.accept]: acceptedManifests } });
  expectStatus(response, { status: 200, remote, action: 'Read', reference });
  const { digest, headers, body } = response;
  for (const [declared, source] of [
    [headers[names.digest], 'its header'],
    [isDigest(reference) ? reference : undefined, 'the reference'],
  ] as const) {
    if (declared !== undefined && declared !== digest)
      throw invalid(what, `its digest is "${digest}", which differs from ${source}`);
  }
  const mediaType = (headers[names.contentType] ?? '').replace(/;.*$/s, '').trim().toLowerCase();
  return { mediaType, digest, ...parseManifest(body, { mediaType, what, isInIndex }) };
}

/**
 * Finds the one chart of an index, among images and attestations, also in nested indexes. Like Helm, reads every manifest
 * to see its config. Unlike Helm, which takes any of several charts, refuses an index with more than one.
 */
async function findChart(
  remote: Remote,
  { index, reference }: { index: readonly AnyDescriptor[]; reference: string },
): Promise<FetchedManifest> {
  const what = nameOf(remote, reference);
  const seen = new Set<string>();
  const queue = readableManifests(index, what);
  const charts: FetchedManifest[] = [];
  for (const next of queue) {
    if (seen.has(next.digest)) continue;
    if (seen.size === indexLimit) throw invalid(what, `its index has more than ${indexLimit} manifests`);
    seen.add(next.digest);
    const fetched = await fetchAny(remote, { reference: next.digest, isInIndex: true });
    const name = nameOf(remote, next.digest);
    if (fetched.mediaType !== next.mediaType) throw invalid(name, 'its media type differs from the index');
    if ('index' in fetched) queue.push(...readableManifests(fetched.index, name));
    else if (isChart(fetched.manifest)) charts.push(fetched);
  }
  const [chart] = charts;
  if (!chart || charts.length > 1)
    throw invalid(what, `it is an index with ${charts.length} charts instead of one`);
  return chart;
}

function nameOf(remote: Remote, reference: string): string {
  return `"${remote.what}" at "${reference}"`;
}

async function fetchBlob(remote: Remote, { digest, size }: Descriptor): Promise<Uint8Array> {
  const url = new URL(`blobs/${digest}`, remote.root);
  const response = await remote.send({ method: 'GET', url, limit: Math.max(size, refusalLimit) });
  expectStatus(response, { status: 200, remote, action: 'Read', reference: digest });
  const what = `blob "${digest}" of "${remote.what}"`;
  if (response.body.length !== size)
    throw invalid(what, `it has ${response.body.length} bytes instead of ${size}`);
  if (response.digest !== digest) throw invalid(what, `its digest is "${response.digest}"`);
  return response.body;
}

/** Pushes a blob with POST and a single PUT (OCI distribution spec, pushing a blob monolithically). */
async function pushBlob(remote: Remote, blob: Uint8Array): Promise<void> {
  const digest = computeDigest(blob);
  const present = await remote.send({ method: 'HEAD', url: new URL(`blobs/${digest}`, remote.root) });
  if (present.status === 200) return;
  const opened = await remote.send({
    method: 'POST',
    url: new URL('blobs/uploads/', remote.root),
    body: new Uint8Array(),
  });
  expectStatus(opened, { status: 202, remote, action: 'Push' });
  const location = opened.headers[names.location] ?? '';
  if (!URL.canParse(location, opened.url.href))
    throw invalid(`"${remote.what}"`, 'it returns no valid address for the upload');
  const url = new URL(location, opened.url);
  url.searchParams.set('digest', digest);
  const headers = { [names.contentType]: octetStream };
  expectStatus(await remote.send({ method: 'PUT', url, headers, body: blob }), {
    status: 201,
    remote,
    action: 'Push',
  });
}

async function pushManifest(
  remote: Remote,
  { tag, manifest }: { tag: string; manifest: Uint8Array },
): Promise<void> {
  const url = new URL(`manifests/${tag}`, remote.root);
  const headers = { [names.contentType]: ociManifest };
  const response = await remote.send({ method: 'PUT', url, headers, body: manifest });
  expectStatus(response, { status: 201, remote, action: 'Push' });
}

interface Expectation {
  readonly status: number;
  readonly remote: Remote;
  readonly action: 'Read' | 'Push';
  readonly reference?: string;
}

function expectStatus(
  { status, body }: HttpResponse,
  { status: expected, remote, action, reference }: Expectation,
): void {
  if (status === expected) return;
  const code = errorCode(body);
  const answer = code === undefined ? `${status}` : `${status} ${code}`;
  const what = `"${remote.what}"${reference === undefined ? '' : ` at "${reference}"`}`;
  const failure = `${action} of ${what} failed: the registry answered ${answer}`;
  if (status === 404) throw new RequestError('ChartNotFound', [problem('', failure)]);
  if (status === 401 || status === 403) {
    throw new RequestError('RegistryRefused', [problem('', `${failure}, ${remote.advice}`)]);
  }
  if (isOutage(status)) throw new UnavailableError('RegistryUnavailable', failure);
  if (status === 405 && action === 'Push') {
    const readOnly = `${failure}, it is read-only at this address; push to the address that writes`;
    throw new RequestError('RegistryRefused', [problem('', readOnly)]);
  }
  throw new RequestError('InvalidChart', [problem('', failure)]);
}

function invalid(what: string, detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Read of ${what} failed: ${detail}`)]);
}
