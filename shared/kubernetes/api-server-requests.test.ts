import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type ApiServer,
  type Misbehave,
  type Resource,
  sendJson,
  sendStatus,
  startApiServer,
} from '../../test/support/api-server.ts';
import { kubeConfigOf } from '../../test/support/kube-config.ts';
import { UnavailableError } from '../errors.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { ExistingRequest } from '../release/existing-request.ts';
import { type ApiServerRequestsOptions, apiServerRequests } from './api-server-requests.ts';

const group = 'platform.infraforge.io';
const version = 'v1';
const root = `/apis/${group}/${version}`;
const servers: ApiServer[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function toExistingRequest({ kind, metadata }: KubernetesObject): ExistingRequest {
  const { name, namespace = '', uid = '', creationTimestamp = '' } = metadata;
  return { kind, namespace, name, uid, creationTimestamp, derivedNames: new Map(), items: [], releases: [] };
}

function kindOf(name: string, kind: string, count: number): Resource {
  const objects = Array.from({ length: count }, (_, index) => ({
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name: `${name}-${index}`, namespace: 'team', managedFields: [{ manager: 'kubectl' }] },
    spec: { environment: 'dev' },
  }));
  return { name, kind, namespaced: true, verbs: ['get', 'list'], objects };
}

const redises = kindOf('redises', 'Redis', 3);
const kafkas = kindOf('kafkas', 'Kafka', 1203);

interface Setup {
  readonly resources?: readonly Resource[];
  readonly misbehave?: Misbehave;
}

async function start({ resources, misbehave }: Setup): Promise<ApiServer> {
  const server = await startApiServer({
    group,
    version,
    ...(resources && { resources }),
    ...(misbehave && { misbehave }),
  });
  servers.push(server);
  return server;
}

type Overrides = Partial<ApiServerRequestsOptions>;

async function readFrom(server: ApiServer, overrides: Overrides = {}): Promise<readonly ExistingRequest[]> {
  const options = {
    group,
    version,
    toExistingRequest,
    kubeConfig: kubeConfigOf(server),
    wait: async () => {},
    ...overrides,
  };
  return apiServerRequests(options).listRequests();
}

/** Returns the message of a failed lookup, after checking that it quotes neither the token nor a body. */
async function failureOf(server: ApiServer, overrides: Overrides = {}): Promise<string> {
  const error = await readFrom(server, overrides).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnavailableError);
  const { reason, message, cause } = error as UnavailableError;
  expect(reason).toBe('ApiServerUnavailable');
  expect(`${message} ${cause}`).not.toContain(server.token);
  expect(`${message} ${cause}`).not.toContain('leaked-by-the-server');
  return message;
}

/** Misbehaves only in lists of redises. */
function inList(misbehave: (response: ServerResponse, earlier: number) => boolean): Misbehave {
  return (request, response, earlier) =>
    request.url!.startsWith(`${root}/redises`) ? misbehave(response, earlier) : false;
}

const always = (send: (response: ServerResponse) => unknown): Misbehave =>
  inList((response) => {
    send(response);
    return true;
  });

const page = (names: readonly string[], next: string): object => ({
  items: names.map((name) => ({ metadata: { name } })),
  metadata: { continue: next },
});

describe('apiServerRequests()', () => {
  test('reads every object of every kind, page by page, and keeps what toExistingRequest() returns', async () => {
    const server = await start({ resources: [redises, kafkas] });
    const requests = await readFrom(server);
    expect(requests).toHaveLength(1206);
    expect(new Set(requests.map(({ name }) => name)).size).toBe(1206);
    expect(requests.at(-1)).toEqual({
      kind: 'Redis',
      namespace: 'team',
      name: 'redises-2',
      uid: '',
      creationTimestamp: '',
      derivedNames: new Map(),
      items: [],
      releases: [],
    });
    expect([...server.requests].sort()).toEqual([
      root,
      `${root}/kafkas?limit=500`,
      `${root}/kafkas?limit=500&continue=1000`,
      `${root}/kafkas?limit=500&continue=500`,
      `${root}/redises?limit=500`,
    ]);
  });

  test('lists only namespaced kinds that support the verb list', async () => {
    const { objects: _, ...kind } = redises;
    const server = await start({
      resources: [
        { ...kind, name: 'redises/status' },
        { ...kind, name: 'clusters', namespaced: false },
        { ...kind, name: 'reviews', verbs: ['create'] },
      ],
    });
    expect(await readFrom(server)).toEqual([]);
    expect(server.requests).toEqual([root]);
  });

  test('lists many kinds without a warning of Node', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', note);
    const resources = Array.from({ length: 20 }, (_, index) => kindOf(`kind${index}s`, `Kind${index}`, 1));
    expect(await readFrom(await start({ resources }))).toHaveLength(20);
    // a warning comes in a later turn
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('sets the kind of the list on an object without a kind', async () => {
    const server = await start({ resources: [{ ...redises, objects: [{ metadata: { name: 'cache' } }] }] });
    expect((await readFrom(server))[0]).toMatchObject({ kind: 'Redis', name: 'cache' });
  });

  test('returns nothing for a missing group', async () => {
    expect(await readFrom(await start({}))).toEqual([]);
  });

  test('returns nothing for a kind that is removed after discovery', async () => {
    const misbehave = always((response) => sendStatus(response, 404));
    const requests = await readFrom(await start({ resources: [redises, kafkas], misbehave }));
    expect(requests.map(({ kind }) => kind)).toEqual(kafkas.objects!.map(() => 'Kafka'));
  });

  test('restarts an expired list once', async () => {
    const answers = [page(['old'], 'a'), 410, page(['one', 'two'], 'b'), page(['three'], '')];
    const misbehave = inList((response, earlier) => {
      const answer = answers[earlier]!;
      if (typeof answer === 'number') sendStatus(response, answer);
      else sendJson(response, 200, answer);
      return true;
    });
    const requests = await readFrom(await start({ resources: [redises], misbehave }));
    expect(requests.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
  });

  test('reports a server that switches to another protocol', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
    const misbehave = always((response) => response.socket?.end(switching));
    const message = await failureOf(await start({ resources: [redises], misbehave }));
    expect(message).toBe(`Listing "redises.${group}": the connection ended without a response`);
  });

  test('reports a list that expires twice', async () => {
    const misbehave = inList((response, earlier) => {
      if (earlier % 2 === 0) sendJson(response, 200, page(['one'], 'a'));
      else sendStatus(response, 410);
      return true;
    });
    const message = await failureOf(await start({ resources: [redises], misbehave }));
    expect(message).toBe(`Listing "redises.${group}": the list expired twice while it was read (410)`);
  });

  test('reports a list whose pages repeat', async () => {
    const misbehave = inList((response, earlier) => {
      sendJson(response, 200, page([`n${earlier}`], earlier % 2 === 0 ? 'a' : 'b'));
      return true;
    });
    const server = await start({ resources: [redises], misbehave });
    expect(await failureOf(server)).toContain('the server repeats a page');
    expect(server.requests).toHaveLength(4);
  });

  test('reports a missing permission without a retry', async () => {
    const misbehave = always((response) => sendStatus(response, 403));
    const server = await start({ resources: [redises], misbehave });
    expect(await failureOf(server)).toBe(
      `Listing "redises.${group}": denied (403); the pipeline's service account needs the verb "list" on "*" ` +
        `of the API group "${group}" in all namespaces`,
    );
    expect(server.requests).toHaveLength(2);
  });

  test('reports a refused token without a retry', async () => {
    const server = await start({ resources: [redises] });
    const message = await failureOf(server, {
      kubeConfig: kubeConfigOf({ url: server.url, token: 'another' }),
    });
    expect(message).toContain('not authenticated (401)');
    expect(server.requests).toHaveLength(1);
  });

  test('retries a server error three times with increasing pauses', async () => {
    const wait = vi.fn(async () => {});
    const misbehave = always((response) => sendStatus(response, 500));
    const message = await failureOf(await start({ resources: [redises], misbehave }), { wait });
    expect(message).toBe(`Listing "redises.${group}": status 500`);
    expect(wait.mock.calls.map(([milliseconds]: unknown[]) => milliseconds)).toEqual([250, 500, 1000]);
  });

  test('succeeds after a temporary outage', async () => {
    const misbehave = inList((response, earlier) => {
      if (earlier > 0) return false;
      sendStatus(response, 503);
      return true;
    });
    expect(await readFrom(await start({ resources: [redises], misbehave }))).toHaveLength(3);
  });

  test('waits for the time of Retry-After', async () => {
    const wait = vi.fn(async () => {});
    const misbehave = inList((response, earlier) => {
      if (earlier > 0) return false;
      response.writeHead(429, { 'retry-after': '2' }).end();
      return true;
    });
    expect(await readFrom(await start({ resources: [redises], misbehave }), { wait })).toHaveLength(3);
    expect(wait.mock.calls.map(([milliseconds]: unknown[]) => milliseconds)).toEqual([2000]);
  });

  test('fails without waiting if Retry-After is a minute', async () => {
    const wait = vi.fn(async () => {});
    const misbehave = always((response) => response.writeHead(429, { 'retry-after': '60' }).end());
    expect(await failureOf(await start({ resources: [redises], misbehave }), { wait })).toContain(
      'status 429',
    );
    expect(wait).not.toHaveBeenCalled();
  });

  test('ends a pause at the time limit', async () => {
    const misbehave = always((response) => response.writeHead(429, { 'retry-after': '9' }).end());
    const server = await start({ resources: [redises], misbehave });
    const options = { group, version, toExistingRequest, kubeConfig: kubeConfigOf(server), timeLimit: 300 };
    const started = performance.now();
    await expect(apiServerRequests(options).listRequests()).rejects.toThrow('within the time limit');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each<[string, (response: ServerResponse) => unknown]>([
    ['a server that never answers', () => undefined],
    ['a server that sends a byte now and then', drip],
  ])('reports %s at the time limit', async (_, send) => {
    const server = await start({ resources: [redises], misbehave: always(send) });
    expect(await failureOf(server, { timeLimit: 300 })).toBe(
      `Listing "redises.${group}": no complete response within the time limit`,
    );
  });

  test('reads a page again after a broken connection, and drops its first half', async () => {
    const misbehave = inList((response, earlier) => {
      if (earlier > 0) return false;
      breakOff(response);
      return true;
    });
    const requests = await readFrom(await start({ resources: [redises], misbehave }));
    expect(requests.map(({ name }) => name)).toEqual(['redises-0', 'redises-1', 'redises-2']);
  });

  test('reports a server whose connections always break', async () => {
    const server = await start({ resources: [redises], misbehave: always(breakOff) });
    expect(await failureOf(server)).toBe(`Listing "redises.${group}": the connection failed (ECONNRESET)`);
    expect(server.requests).toHaveLength(5);
  });

  test.each<[string, string, (response: ServerResponse) => unknown]>([
    [
      'JSON that ends early',
      'the response is malformed',
      (response) => sendText(response, '{"items":[{"metadata"'),
    ],
    [
      'an object without metadata',
      'an object without metadata.name',
      (response) => sendJson(response, 200, { items: [{}] }),
    ],
    [
      'an object that is a list',
      'an object without metadata.name',
      (response) => sendJson(response, 200, { items: [[]] }),
    ],
    [
      'a token that is not a string',
      'a continue token that is not a string',
      (response) => sendJson(response, 200, { items: [], metadata: { continue: 7 } }),
    ],
    [
      'a page of HTML',
      'the response is not JSON',
      (response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>token=leaked-by-the-server'),
    ],
    [
      'a redirect',
      'status 302',
      (response) => response.writeHead(302, { location: 'https://127.0.0.1/' }).end(),
    ],
  ])('refuses %s without a retry', async (_, expected, send) => {
    const server = await start({ resources: [redises], misbehave: always(send) });
    expect(await failureOf(server)).toContain(expected);
    expect(server.requests).toHaveLength(2);
  });

  test('refuses discovery without kinds', async () => {
    const misbehave: Misbehave = (_, response) => {
      sendJson(response, 200, { kind: 'APIVersions' });
      return true;
    };
    expect(await failureOf(await start({ misbehave }))).toContain(
      'the response is malformed: no list "resources"',
    );
  });

  test('reports that no server listens', async () => {
    const server = await start({});
    await server.close();
    expect(await failureOf(server)).toContain('the connection failed (ECONNREFUSED)');
  });

  test('trusts only certificates of the configured authority', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = await start({ resources: [redises] });
    const message = await failureOf(server, { kubeConfig: kubeConfigOf(server, { trusted: false }) });
    expect(message).toContain('the certificate of the server is not trusted (');
    expect(server.requests).toEqual([]);
  });

  test('refuses a server without TLS', async () => {
    const kubeConfig = kubeConfigOf({ url: 'http://127.0.0.1:1', token: 'a-token' });
    expect(await failureOf(await start({}), { kubeConfig })).toContain('has no https server');
  });

  test('rethrows an error of toExistingRequest()', async () => {
    const defect = new TypeError('ours');
    const broken = (): never => {
      throw defect;
    };
    await expect(readFrom(await start({ resources: [redises] }), { toExistingRequest: broken })).rejects.toBe(
      defect,
    );
  });
});

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

/** Sends one object and half of another, and closes the connection. */
function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"items":[{"metadata":{"name":"half"}},{"metadata"', () => response.destroy());
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}
