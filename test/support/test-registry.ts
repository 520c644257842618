import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { registryHandler } from '../../pipelines/stand-in/registry-handler.ts';
import { computeDigest } from '../../shared/chart-files/compute-digest.ts';
import { type PackagedChart, packageChart } from '../../shared/chart-files/package-chart.ts';
import { ociManifest } from '../../shared/oci/constants.ts';
import { MemoryRegistry, type MemoryRepository } from '../../shared/oci/memory-registry.ts';
import { pushChart } from '../../shared/oci/push-chart.ts';
import type { Descriptor } from '../../shared/oci/wire.ts';

/** Handler that runs before the registry. Returns true if it answered the request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Registry of a test. */
export interface TestRegistry {
  /** `127.0.0.1:<port>`, or `localhost:<port>` with TLS. */
  readonly host: string;
  /** `oci://<host>/charts` */
  readonly repository: string;
  readonly registry: MemoryRegistry;
  /** Method, path and `Authorization` of every request. */
  readonly requests: { readonly line: string; readonly authorization: string | undefined }[];
  readonly close: () => Promise<void>;
}

const tls = (file: string): Buffer => readFileSync(new URL(`./tls/${file}`, import.meta.url));

/** PEM of the authority that signed the servers' certificate. */
export const testCA = tls('ca.pem').toString();

/** Starts a registry in memory. The behaviours see each request first, in their order. */
export async function startTestRegistry({
  secure = false,
  behaviours = [],
}: {
  secure?: boolean;
  behaviours?: readonly Behaviour[];
} = {}): Promise<TestRegistry> {
  const registry = new MemoryRegistry();
  const handle = registryHandler(registry);
  const requests: TestRegistry['requests'] = [];
  const listener: RequestListener = (request, response) => {
    requests.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    if (!behaviours.some((behave) => behave(request, response))) handle(request, response);
  };
  const server = secure
    ? createSecureServer({ cert: tls('server.pem'), key: tls('server-key.pem') }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `${secure ? 'localhost' : '127.0.0.1'}:${(server.address() as AddressInfo).port}`;
  return {
    host,
    repository: `oci://${host}/charts`,
    registry,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Returns the files of a small chart, to which a test adds files or replaces some. */
export function chartFiles(files: Readonly<Record<string, string>> = {}): Map<string, Uint8Array> {
  const all = {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ndescription: A web server\nappVersion: "2.5"\n',
    'values.yaml': 'replicas: 1\n',
    'templates/service.yaml': 'kind: Service\n',
    ...files,
  };
  return new Map(Object.entries(all).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** Pushes a chart to `charts/<name>` of a registry. */
export async function publish(
  registry: MemoryRegistry,
  files: ReadonlyMap<string, Uint8Array> = chartFiles(),
): Promise<PackagedChart> {
  const chart = await packageChart(files);
  await pushChart(registry.repository(`charts/${chart.name}`), chart, { replace: true });
  return chart;
}

/** Stores a manifest or an index as it is, and points a tag to it if one is given. */
export function storeRaw(
  { manifests, tags }: MemoryRepository,
  { mediaType = ociManifest, tag, ...body }: { mediaType?: string; tag?: string; [field: string]: unknown },
): Descriptor {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...body }));
  const digest = computeDigest(bytes);
  manifests.set(digest, { mediaType, body: bytes });
  if (tag !== undefined) tags.set(tag, digest);
  return { mediaType, digest, size: bytes.length };
}

/** Answers every request whose method and path match. */
export function on(
  pattern: RegExp,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Behaviour {
  return (request, response) => {
    if (!pattern.test(`${request.method} ${request.url}`)) return false;
    answer(request, response);
    return true;
  };
}

/** Answers the first matching requests in turn, then lets the others through. */
export function first(pattern: RegExp, answers: readonly ((response: ServerResponse) => void)[]): Behaviour {
  const left = [...answers];
  return (request, response) => {
    const answer = pattern.test(`${request.method} ${request.url}`) ? left.shift() : undefined;
    answer?.(response);
    return answer !== undefined;
  };
}

/** Returns a behaviour that answers with a status, headers and a body. */
export function reply(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): (_: unknown, response: ServerResponse) => void {
  return (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** Lets requests with an `Authorization` through, and challenges all others. */
export function demand(authorization: string | (() => string), challenge: string): Behaviour {
  return (request, response) => {
    const wanted = typeof authorization === 'string' ? authorization : authorization();
    if (request.headers.authorization === wanted) return false;
    reply(401, { 'WWW-Authenticate': challenge, 'Content-Type': 'application/json' })(request, response);
    return true;
  };
}
