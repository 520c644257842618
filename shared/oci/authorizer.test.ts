import { afterEach, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  demand,
  on,
  publish,
  reply,
  startTestRegistry,
  type TestRegistry,
} from '../../test/support/misbehaving-registry.ts';
import { registryCharts } from './chart-source.ts';
import type { Credentials } from './credentials.ts';
import { openRegistry } from './registry-client.ts';

const servers: TestRegistry[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ close }) => close())));

async function serve(...behaviours: Behaviour[]): Promise<TestRegistry> {
  const server = await startTestRegistry({ behaviours });
  await publish(server.registry);
  servers.push(server);
  return server;
}

/** Starts a token server that returns `token-1`, `token-2`, … and records its requests. */
async function tokenServer(answer: (count: number) => object = (count) => ({ token: `token-${count}` })) {
  const asked: { url: URL; authorization: string | undefined; body: string }[] = [];
  const server = await serve(
    on(/token/, async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      asked.push({
        url: new URL(request.url ?? '', 'http://token'),
        authorization: request.headers.authorization,
        body: Buffer.concat(chunks).toString(),
      });
      response.end(JSON.stringify(answer(asked.length)));
    }),
  );
  return { asked, challenge: `Bearer realm="http://${server.host}/token?x=1",service="the, service"` };
}

const me: Credentials = { source: 'config.json', username: 'me', password: 'secret' };
const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
const resolve = ({ repository }: TestRegistry, credentials?: Credentials) =>
  registryCharts({ credentials: () => credentials }).resolveChart({
    repository,
    name: 'web',
    version: '1.0.0',
  });

describe('signing in', () => {
  it('sends Basic credentials only after a challenge', async () => {
    const server = await serve(demand(basic, 'Basic realm="registry"'));
    expect(await resolve(server, me)).toMatchObject({ name: 'web' });
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([undefined, basic, basic]);
  });

  it('requests one token for the repository, even anonymously', async () => {
    const tokens = await tokenServer();
    const server = await serve(demand('Bearer token-1', tokens.challenge));
    expect(await resolve(server)).toMatchObject({ name: 'web' });
    expect(tokens.asked).toHaveLength(1);
    const [{ url, authorization }] = tokens.asked as [(typeof tokens.asked)[0]];
    expect(Object.fromEntries(url.searchParams)).toEqual({
      x: '1',
      service: 'the, service',
      scope: 'repository:charts/web:pull',
    });
    expect(authorization).toBeUndefined();
  });

  it('sends the credentials of the registry to its token server on another host', async () => {
    const tokens = await tokenServer(() => ({ access_token: 'token-1' }));
    const server = await serve(demand('Bearer token-1', tokens.challenge));
    expect(await resolve(server, me)).toMatchObject({ name: 'web' });
    expect(tokens.asked.map(({ authorization }) => authorization)).toEqual([basic]);
    expect(server.requests.map(({ authorization }) => authorization)).not.toContain(basic);
  });

  it('exchanges an identity token for an access token', async () => {
    const tokens = await tokenServer(() => ({ access_token: 'token-1' }));
    const server = await serve(demand('Bearer token-1', tokens.challenge));
    expect(await resolve(server, { ...me, identityToken: 'refresh' })).toMatchObject({ name: 'web' });
    const [{ body, authorization }] = tokens.asked as [(typeof tokens.asked)[0]];
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      scope: 'repository:charts/web:pull',
    });
    expect(authorization).toBeUndefined();
  });

  it('uses a token until shortly before it expires', async () => {
    let now = 0;
    let wanted = 'Bearer token-1';
    const tokens = await tokenServer((count) => ({ token: `token-${count}`, expires_in: 100 }));
    const server = await serve(demand(() => wanted, tokens.challenge));
    const registry = openRegistry(server.host, { now: () => now });
    const read = () => registry.repository('charts/web').fetchManifest('1.0.0');
    await read();
    now = 94_000;
    await read();
    expect(tokens.asked).toHaveLength(1);
    now = 96_000;
    wanted = 'Bearer token-2';
    await read();
    expect(tokens.asked).toHaveLength(2);
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      undefined,
      'Bearer token-1',
      'Bearer token-1',
      undefined,
      'Bearer token-2',
    ]);
  });

  it('requests one new token if the registry refuses the old one', async () => {
    let wanted = 'Bearer token-1';
    const tokens = await tokenServer();
    const server = await serve(demand(() => wanted, tokens.challenge));
    const registry = openRegistry(server.host);
    const read = () => registry.repository('charts/web').fetchManifest('1.0.0');
    await read();
    wanted = 'Bearer token-2';
    await read();
    wanted = 'Bearer none';
    await expect(read()).rejects.toMatchObject({ reason: 'RegistryRefused' });
    expect(tokens.asked).toHaveLength(3);
  });

  it('requests one token for concurrent requests', async () => {
    const tokens = await tokenServer();
    const server = await serve(demand('Bearer token-1', tokens.challenge));
    const registry = openRegistry(server.host);
    await Promise.all(
      Array.from({ length: 5 }, () => registry.repository('charts/web').fetchManifest('1.0.0')),
    );
    expect(tokens.asked).toHaveLength(1);
  });

  it('requests a push scope for a push', async () => {
    const tokens = await tokenServer();
    const server = await serve(demand('Bearer token-1', tokens.challenge));
    const repository = openRegistry(server.host).repository('charts/web', { actions: 'pull,push' });
    await repository.pushBlob(new Uint8Array([1]));
    expect(tokens.asked[0]?.url.searchParams.get('scope')).toBe('repository:charts/web:pull,push');
  });

  it.each([
    [undefined, /signed in anonymously; add credentials of "127.0.0.1:\d+" to a Docker config.json/],
    [me, /signed in with the credentials of config.json; renew them/],
    [
      { ...me, source: 'GITHUB_TOKEN' as const },
      /signed in with the credentials of GITHUB_TOKEN; renew them/,
    ],
  ])('reports which credentials were refused', async (credentials, message) => {
    const refused = { reason: 'RegistryRefused', message: expect.stringMatching(message) };
    const registry = await serve(on(/./, reply(401, { 'WWW-Authenticate': 'Basic realm="x"' })));
    await expect(resolve(registry, credentials)).rejects.toMatchObject(refused);
    const denying = await serve(on(/./, reply(403)));
    await expect(resolve(denying, credentials)).rejects.toMatchObject(refused);
    const realm = await serve(on(/./, reply(401)));
    const server = await serve(demand('never', `Bearer realm="http://${realm.host}/token"`));
    await expect(resolve(server, credentials)).rejects.toMatchObject(refused);
  });

  it('reports the place for credentials', async () => {
    const { host } = await serve(on(/./, reply(401)));
    const credentialsPlace = 'Secret "registry"';
    const read = openRegistry(host, { credentialsPlace }).repository('charts/web').fetchManifest('1.0.0');
    const message = expect.stringContaining(`add credentials of "${host}" to Secret "registry", or make`);
    await expect(read).rejects.toMatchObject({ reason: 'RegistryRefused', message });
  });
});
