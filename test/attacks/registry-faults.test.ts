import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import type { TransferLimits } from '../../shared/oci/transport.ts';
import {
  type Behaviour,
  first,
  on,
  publish,
  reply,
  startTestRegistry,
  type TestRegistry,
} from '../support/test-registry.ts';

let server: TestRegistry | undefined;
afterEach(() => server?.close());

async function serve(...behaviours: Behaviour[]): Promise<TestRegistry> {
  server = await startTestRegistry({ behaviours });
  await publish(server.registry);
  return server;
}

/** Short pauses. Only the tests of a time limit shorten it, because a busy machine may exceed it in the others. */
const limits: Partial<TransferLimits> = { pauseMs: 1, maxPauseMs: 1_000 };

const resolve = (repository: string, more: Partial<TransferLimits> = {}) =>
  registryCharts({ limits: { ...limits, ...more } }).resolveChart({
    repository,
    name: 'web',
    version: '1.0.0',
  });
const unavailable = (message: RegExp) => ({
  name: 'UnavailableError',
  reason: 'RegistryUnavailable',
  message: expect.stringMatching(message),
});

async function timed(action: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action;
  return performance.now() - started;
}

describe('A26: answers of a registry', () => {
  it.each([
    [401, 'RegistryRefused', /answered 401, signed in anonymously; add credentials of/],
    [403, 'RegistryRefused', /answered 403, signed in anonymously; add credentials of/],
    [404, 'ChartNotFound', /answered 404/],
    [400, 'InvalidChart', /answered 400/],
    [418, 'InvalidChart', /answered 418/],
    [204, 'InvalidChart', /answered 204/],
  ] as const)('refuses a chart at once after status %i', async (status, reason, message) => {
    const { repository, requests } = await serve(on(/manifests/, reply(status)));
    const error = { name: 'RequestError', reason, message: expect.stringMatching(message) };
    await expect(resolve(repository)).rejects.toMatchObject(error);
    expect(requests).toHaveLength(1);
  });

  it.each([408, 429, 500, 502, 503, 504])(
    'retries after status %i, and then reports an outage',
    async (status) => {
      const { repository, requests } = await serve(on(/manifests/, reply(status)));
      await expect(resolve(repository)).rejects.toMatchObject(unavailable(new RegExp(`answered ${status}`)));
      expect(requests).toHaveLength(3);
    },
  );

  it.each([408, 429, 500, 502, 503, 504])(
    'reads a chart after two answers with status %i',
    async (status) => {
      const fail = (response: ServerResponse) => reply(status, { 'Retry-After': '0' })(undefined, response);
      const { repository } = await serve(first(/manifests/, [fail, fail]), first(/blobs/, [fail, fail]));
      expect(await resolve(repository)).toMatchObject({ name: 'web' });
    },
  );

  it('waits for Retry-After within bounds', async () => {
    const busy = (response: ServerResponse) => reply(429, { 'Retry-After': '1' })(undefined, response);
    const { repository } = await serve(first(/manifests/, [busy]));
    expect(await timed(resolve(repository))).toBeGreaterThan(990);
  });

  it.each([
    ['seconds', () => '3600'],
    ['a date', () => new Date(Date.now() + 3_600_000).toUTCString()],
  ])('leaves a Retry-After of an hour to the workflow: %s', async (_, pause) => {
    const { repository, requests } = await serve(on(/manifests/, reply(503, { 'Retry-After': pause() })));
    await expect(resolve(repository)).rejects.toMatchObject(unavailable(/503, try again in 3\d{3} s/));
    expect(requests).toHaveLength(1);
  });

  it('ignores an invalid Retry-After', async () => {
    const { repository } = await serve(on(/manifests/, reply(503, { 'Retry-After': 'tomorrow' })));
    await expect(resolve(repository)).rejects.toMatchObject(unavailable(/answered 503/));
  });

  it('does not wait beyond its time limit', async () => {
    const { repository } = await serve(on(/manifests/, reply(503, { 'Retry-After': '1' })));
    const resolved = expect(resolve(repository, { totalMs: 600 })).rejects.toMatchObject(
      unavailable(/no successful response in time/),
    );
    expect(await timed(resolved)).toBeLessThan(1_000);
  });
});

describe('A26: connections that fail', () => {
  const stall = (): void => undefined;

  it('stops waiting for a silent registry', async () => {
    const { repository } = await serve(on(/manifests/, stall));
    const resolved = resolve(repository, { idleMs: 150 });
    await expect(resolved).rejects.toMatchObject(unavailable(/the connection timed out/));
  });

  it('reports a registry that switches to another protocol', async () => {
    const { repository } = await serve(
      on(/manifests/, (_, response) => {
        response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
      }),
    );
    await expect(resolve(repository)).rejects.toMatchObject(unavailable(/the connection was closed/));
  });

  it('stops waiting for a body that stops half way', async () => {
    const { repository } = await serve(
      on(/blobs/, (_, response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('x');
      }),
    );
    const resolved = resolve(repository, { idleMs: 150 });
    await expect(resolved).rejects.toMatchObject(unavailable(/the connection timed out/));
  });

  it('stops reading a body that arrives byte by byte after the time limit', async () => {
    const drip = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'Content-Length': '100000' });
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    };
    const { repository } = await serve(on(/blobs/, drip));
    const resolved = resolve(repository, { totalMs: 1_500 });
    await expect(resolved).rejects.toMatchObject(unavailable(/within the time limit/));
  });

  it('asks a silent registry for no other chart', async () => {
    const { repository, requests } = await serve(on(/manifests/, stall));
    const charts = registryCharts({ limits: { idleMs: 100, retries: 0 } });
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = names.map((name) => charts.resolveChart({ repository, name, version: '1.0.0' }));
    for (const { status } of await Promise.allSettled(answers)) expect(status).toBe('rejected');
    expect(requests).toHaveLength(2);
  });

  it('retries after a broken connection, and then reports an outage', async () => {
    const cut = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('x', () => response.socket?.destroy());
    };
    const { repository, requests } = await serve(on(/blobs/, cut));
    await expect(resolve(repository)).rejects.toMatchObject(unavailable(/the connection was closed/));
    expect(requests.filter(({ line }) => line.includes('/blobs/'))).toHaveLength(3);
  });

  it('reads the chart if only the first connection breaks', async () => {
    const { repository } = await serve(first(/blobs/, [(response) => response.socket?.destroy()]));
    expect(await resolve(repository)).toMatchObject({ name: 'web' });
  });

  it('refuses a content-length that is shorter than the content', async () => {
    const { repository } = await serve(
      on(/manifests/, (request) => {
        request.socket.end(
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}{"more":1}',
        );
      }),
    );
    await expect(resolve(repository)).rejects.toThrow();
  });

  it('reports a server that does not speak HTTP', async () => {
    const { repository } = await serve(
      on(/manifests/, (request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
    );
    await expect(resolve(repository)).rejects.toMatchObject(unavailable(/the connection failed \(HPE_/));
  });

  it('stops reading endless headers', async () => {
    const flood = ({ socket }: IncomingMessage): void => {
      socket.on('error', () => undefined);
      socket.write(`HTTP/1.1 200 OK\r\n${'X-Filler: y\r\n'.repeat(20_000)}`);
    };
    const { repository } = await serve(on(/manifests/, flood));
    await expect(resolve(repository)).rejects.toMatchObject(unavailable(/HPE_HEADER_OVERFLOW/));
  });

  it('reports a refused connection', async () => {
    const port = await freePort();
    await expect(resolve(`oci://127.0.0.1:${port}/charts`)).rejects.toMatchObject(unavailable(/was refused/));
  });

  it('reports a host name that does not resolve', async () => {
    const resolveHost = (_: string, done: (error: Error | null, addresses: never[]) => void): void =>
      done(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []);
    const resolved = registryCharts({ limits, resolveHost }).resolveChart({
      repository: 'oci://registry.test/charts',
      name: 'web',
      version: '1.0.0',
    });
    await expect(resolved).rejects.toMatchObject(unavailable(/does not resolve \(ENOTFOUND\)/));
  });
});

/** Returns a port without a listener. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
