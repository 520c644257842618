import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { computeDigest } from '../../shared/chart-files/compute-digest.ts';
import { isDigest } from '../../shared/chart-files/digest.ts';
import { RequestError } from '../../shared/errors.ts';
import { octetStream } from '../../shared/oci/constants.ts';
import {
  type MemoryRegistry,
  type MemoryRepository,
  storeManifest,
} from '../../shared/oci/memory-registry.ts';

/** Size limit of a body in bytes. */
const bodyLimit = 32 * 2 ** 20;

/** Parsed request. */
interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly repository: MemoryRepository;
  readonly name: string;
  /** Digest or tag; `list` for the tags, and any string for an upload. */
  readonly reference: string;
  readonly query: URLSearchParams;
}

/**
 * Returns a handler of the OCI distribution spec for a registry in memory: pull, push in one piece and list of tags, as
 * Helm and our own client use them. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
 */
export function registryHandler(registry: MemoryRegistry): RequestListener {
  return (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://registry');
    const [, name, kind, reference = ''] = endpoint.exec(pathname) ?? [];
    const verb = verbs[`${request.method} ${kind}`];
    if (/^\/v2\/?$/.test(pathname)) answer(response, 200);
    else if (name === undefined) refuse(response, { status: 404, code: 'NAME_UNKNOWN' });
    else if (!verb) refuse(response, { status: 405, code: 'UNSUPPORTED' });
    else run(verb, { request, response, repository: registry.repository(name), name, reference, query });
  };
}

function run(verb: Verb, call: Call): void {
  Promise.resolve(verb(call)).catch((error: unknown) => fail(call.response, error));
}

const endpoint = /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs|tags)\/([^/]*)$/;

type Verb = (call: Call) => ServerResponse | Promise<ServerResponse>;

const verbs: Readonly<Record<string, Verb>> = {
  'GET manifests': readManifest,
  'HEAD manifests': readManifest,
  'PUT manifests': writeManifest,
  'GET blobs': readBlob,
  'HEAD blobs': readBlob,
  'POST blobs/uploads': openUpload,
  'PUT blobs/uploads': finishUpload,
  'GET tags': listTags,
};

function readManifest({ repository, reference, response }: Call): ServerResponse {
  const digest = isDigest(reference) ? reference : repository.tags.get(reference);
  const stored = digest === undefined ? undefined : repository.manifests.get(digest);
  if (!stored || digest === undefined) return refuse(response, { status: 404, code: 'MANIFEST_UNKNOWN' });
  const headers = { 'Content-Type': stored.mediaType, 'Docker-Content-Digest': digest };
  return answer(response, 200, { headers, body: stored.body });
}

async function writeManifest({
  request,
  response,
  repository,
  name,
  reference,
}: Call): Promise<ServerResponse> {
  const body = await readBody(request);
  const mediaType = request.headers['content-type'] ?? '';
  if (isDigest(reference) && reference !== computeDigest(body)) {
    return refuse(response, { status: 400, code: 'DIGEST_INVALID' });
  }
  const digest = storeManifest(repository, { reference, body, mediaType });
  const headers = { Location: `/v2/${name}/manifests/${digest}`, 'Docker-Content-Digest': digest };
  return answer(response, 201, { headers });
}

function readBlob({ repository, reference, response }: Call): ServerResponse {
  const blob = repository.blobs.get(reference);
  if (!blob) return refuse(response, { status: 404, code: 'BLOB_UNKNOWN' });
  const headers = { 'Content-Type': octetStream, 'Docker-Content-Digest': reference };
  return answer(response, 200, { headers, body: blob });
}

/** Answers a mount as an ordinary upload, as the spec allows. */
async function openUpload(call: Call): Promise<ServerResponse> {
  if (call.query.has('digest')) return finishUpload(call);
  const headers = { Location: `/v2/${call.name}/blobs/uploads/1` };
  return answer(call.response, 202, { headers });
}

async function finishUpload({ request, response, repository, name, query }: Call): Promise<ServerResponse> {
  const blob = await readBody(request);
  const digest = computeDigest(blob);
  if (query.get('digest') !== digest) return refuse(response, { status: 400, code: 'DIGEST_INVALID' });
  repository.blobs.set(digest, blob);
  const headers = { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest };
  return answer(response, 201, { headers });
}

function listTags({ repository, name, response }: Call): ServerResponse {
  const body = Buffer.from(JSON.stringify({ name, tags: [...repository.tags.keys()].sort() }));
  return answer(response, 200, { headers: { 'Content-Type': 'application/json' }, body });
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > bodyLimit) throw new RangeError('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

interface Answer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

function answer(response: ServerResponse, status: number, { headers, body }: Answer = {}): ServerResponse {
  response.writeHead(status, { ...headers, 'Content-Length': String(body?.length ?? 0) });
  return response.end(response.req.method === 'HEAD' ? undefined : body);
}

function refuse(
  response: ServerResponse,
  { status, code }: { status: number; code: string },
): ServerResponse {
  const body = Buffer.from(
    JSON.stringify({ errors: [{ code, message: code.toLowerCase().replaceAll('_', ' ') }] }),
  );
  return answer(response, status, { headers: { 'Content-Type': 'application/json' }, body });
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof RequestError) refuse(response, { status: 400, code: 'MANIFEST_BLOB_UNKNOWN' });
  else if (error instanceof RangeError) refuse(response, { status: 413, code: 'SIZE_INVALID' });
  else refuse(response, { status: 500, code: 'UNKNOWN' });
}
