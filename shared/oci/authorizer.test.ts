import { afterEach, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  chartFiles,
  demand,
  on,
  publish,
  reply,
  startTestRegistry,
  type TestRegistry,
} from '../../test/support/test-registry.ts';
import { registryCharts } from './chart-source.ts';
import { type Credentials, readCredentials } from './credentials.ts';
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
async function tokenServer(
  answer: (count: number, url: URL) => object = (count) => ({ token: `token-${count}` }),
) {
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
      const url = new URL(request.url ?? '', 'http://token');
      response.end(JSON.stringify(answer(asked.length, url)));
    }),
  );
  const scopes = () => asked.map(({ url }) => url.searchParams.getAll('scope'));
  return {
    asked,
    scopes,
    challenge: `Bearer realm="http://${server.host}/token?x=1",service="the, service"`,
  };
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

  it('reports a challenge that no credentials match', async () => {
    const message = expect.stringMatching(
      /^Sign-in to ".+" failed: it asks neither for a password nor for a token; check the credentials of config.json$/,
    );
    const refused = { reason: 'RegistryRefused', message };
    for (const challenge of ['Digest realm="x",nonce="y"', 'Bearer service="s"', '']) {
      await expect(resolve(await serve(demand('never', challenge)), me)).rejects.toMatchObject(refused);
    }
    const refresh = { ...me, password: '', identityToken: 'refresh' };
    await expect(resolve(await serve(demand('never', 'Basic')), refresh)).rejects.toMatchObject(refused);
  });

  it('reports a credential helper', async () => {
    const { host } = await serve(on(/./, reply(401)));
    const credentials = readCredentials({ dockerConfig: '{"credsStore":"desktop"}' });
    const read = openRegistry(host, { credentials }).repository('charts/web').fetchManifest('1.0.0');
    const message = expect.stringContaining(
      `because credential helpers are not supported; add credentials of "${host}" to "auths" in a Docker config.json`,
    );
    await expect(read).rejects.toMatchObject({ reason: 'RegistryRefused', message });
  });

  it('reports the place for credentials', async () => {
    const { host } = await serve(on(/./, reply(401)));
    const credentialsPlace = 'Secret "registry"';
    const read = openRegistry(host, { credentialsPlace }).repository('charts/web').fetchManifest('1.0.0');
    const message = expect.stringContaining(
      `add credentials of "${host}" to Secret "registry", make the repository`,
    );
    await expect(read).rejects.toMatchObject({ reason: 'RegistryRefused', message });
  });
});

describe('the scope of a token', () => {
  const scoped = (challenge: string, scope: string) => `${challenge},scope="${scope}"`;
  const ownScope = 'repository:charts/web:pull';
  const others = 'repository:tenant-7/charts/web:pull';

  it.each([
    [ownScope, [ownScope]],
    [others, [others]],
    ['aws', ['aws']],
    [`${ownScope} repository:shared:pull`, [ownScope, 'repository:shared:pull']],
    ['', [ownScope]],
  ])('is that of the challenge: %j', async (scope, expected) => {
    const tokens = await tokenServer();
    const server = await serve(demand('Bearer token-1', scoped(tokens.challenge, scope)));
    expect(await resolve(server)).toMatchObject({ name: 'web' });
    expect(tokens.scopes()).toEqual([expected]);
  });

  it('is both scopes if the registry refuses the token of the challenge', async () => {
    const tokens = await tokenServer();
    const server = await serve(demand('Bearer token-2', scoped(tokens.challenge, others)));
    expect(await resolve(server)).toMatchObject({ name: 'web' });
    expect(tokens.scopes()).toEqual([[others], [ownScope, others]]);
  });

  it('is both scopes if the token server refuses that of the challenge', async () => {
    const tokens = await tokenServer((_, { searchParams }) =>
      searchParams.getAll('scope').length === 2 ? { token: 'T' } : {},
    );
    const server = await serve(demand('Bearer T', scoped(tokens.challenge, others)));
    expect(await resolve(server)).toMatchObject({ name: 'web' });
  });

  it('contains the actions of a push, whatever the first challenge', async () => {
    const tokens = await tokenServer();
    const server = await serve(demand('Bearer token-1', scoped(tokens.challenge, ownScope)));
    const repository = openRegistry(server.host).repository('charts/web', { actions: 'pull,push' });
    await repository.pushBlob(new Uint8Array([1]));
    expect(tokens.scopes()).toEqual([['repository:charts/web:pull,push']]);
  });

  it('is one for each repository', async () => {
    const tokens = await tokenServer((_, { searchParams }) => ({
      token: `T ${searchParams.get('scope')}`,
    }));
    const server = await serve((request, response) => {
      const name = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(request.url ?? '')?.[1];
      const scope = `repository:${name}:pull`;
      return demand(`Bearer T ${scope}`, scoped(tokens.challenge, scope))(request, response);
    });
    await publish(
      server.registry,
      chartFiles({ 'Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n' }),
    );
    const charts = registryCharts();
    for (const name of ['web', 'db', 'web']) {
      const chart = { repository: server.repository, name, version: '1.0.0' };
      expect(await charts.resolveChart(chart)).toMatchObject({ name });
    }
    expect(tokens.scopes()).toEqual([['repository:charts/web:pull'], ['repository:charts/db:pull']]);
  });
});

describe('the response of a token server', () => {
  it.each([
    { token: 'T' },
    { access_token: 'T' },
    { token: '', access_token: 'T' },
    { token: null, access_token: 'T' },
    { token: 'T', access_token: '' },
    { token: 'other', access_token: 'T' },
    { token: 5, access_token: 'T' },
    { token: 'T', expires_in: null },
    { token: 'T', expires_in: '300' },
    { token: 'T', expires_in: -1 },
    { token: 'T', expires_in: 'soon' },
    { token: 'T', issued_at: null, refresh_token: '', scope: [], token_type: 'bearer' },
  ])('may be %j', async (answer) => {
    const tokens = await tokenServer(() => answer);
    expect(await resolve(await serve(demand('Bearer T', tokens.challenge)))).toMatchObject({ name: 'web' });
  });

  it.each([{}, [], { token: '' }, { token: 5 }, { token: 'é' }, { token: 'a\r\nb: c' }, { error: 'x' }])(
    'is refused if it has no token: %j',
    async (answer) => {
      const tokens = await tokenServer(() => answer);
      const resolved = resolve(await serve(demand('Bearer T', tokens.challenge)));
      const message = expect.stringMatching(
        /its token server ".+" answered without a valid token, signed in anonymously; add credentials/,
      );
      await expect(resolved).rejects.toMatchObject({ reason: 'RegistryRefused', message });
    },
  );

  it.each([
    [undefined, 60],
    [null, 60],
    [0, 60],
    [300, 300],
    ['300', 300],
  ])('with the lifetime %j is used for %i seconds, less a margin', async (expires_in, seconds) => {
    let now = 0;
    const tokens = await tokenServer(() => ({ token: 'T', expires_in }));
    const server = await serve(demand('Bearer T', tokens.challenge));
    const registry = openRegistry(server.host, { now: () => now });
    const read = () => registry.repository('charts/web').fetchManifest('1.0.0');
    await read();
    now = (seconds - 6) * 1000;
    await read();
    expect(tokens.asked).toHaveLength(1);
    now = (seconds - 4) * 1000;
    await read();
    expect(tokens.asked).toHaveLength(2);
  });
});

describe('several challenges', () => {
  it.each([
    ['Basic first, with a password', me, (bearer: string) => ['Basic realm="a, b"', bearer], basic],
    [
      'Basic first, anonymously',
      undefined,
      (bearer: string) => ['Basic realm="x"', bearer],
      'Bearer token-1',
    ],
    ['Bearer first, with a password', me, (bearer: string) => [bearer, 'Basic realm="x"'], 'Bearer token-1'],
    ['Bearer first, which is refused', me, (bearer: string) => [bearer, 'BASIC'], basic],
    ['Basic first, which is refused', me, (bearer: string) => ['basic', bearer], 'Bearer token-1'],
    ['Bearer without a realm', me, () => ['Bearer service="x"', 'Basic realm="x"'], basic],
    ['another scheme first', me, (bearer: string) => ['Negotiate abc=', bearer], 'Bearer token-1'],
  ] as const)(
    'are answered in one header or in several: %s',
    async (_, credentials, challenges, accepted) => {
      for (const isJoined of [true, false]) {
        const tokens = await tokenServer();
        const all = challenges(tokens.challenge);
        const server = await serve((request, response) => {
          if (request.headers.authorization === accepted) return false;
          response.writeHead(401, { 'WWW-Authenticate': isJoined ? all.join(', ') : [...all] });
          response.end();
          return true;
        });
        expect(await resolve(server, credentials)).toMatchObject({ name: 'web' });
      }
    },
  );

  it('are answered by Basic if the token server refuses', async () => {
    const realm = await serve(on(/token/, reply(404)));
    const challenge = `Bearer realm="http://${realm.host}/token", Basic realm="x"`;
    const server = await serve(demand(basic, challenge));
    expect(await resolve(server, me)).toMatchObject({ name: 'web' });
  });

  it('are not answered by Basic if the token server is unavailable or unsafe', async () => {
    const realm = await serve(on(/token/, reply(501)));
    for (const [address, reason] of [
      [`http://${realm.host}/token`, 'RegistryUnavailable'],
      ['http://169.254.169.254/', 'RegistryUnsafe'],
    ]) {
      const server = await serve(demand(basic, `Bearer realm="${address}", Basic realm="x"`));
      await expect(resolve(server, me)).rejects.toMatchObject({ reason });
    }
  });

  it('lead to a limited number of requests', async () => {
    const tokens = await tokenServer();
    const challenge = [
      ...Array.from({ length: 50 }, (_, count) => `${tokens.challenge},scope="repository:${count}:pull"`),
      ...Array.from({ length: 50 }, () => 'Basic realm="x"'),
    ].join(', ');
    const server = await serve(demand('never', challenge));
    await expect(resolve(server, me)).rejects.toMatchObject({ reason: 'RegistryRefused' });
    expect(tokens.asked).toHaveLength(2);
    expect(server.requests).toHaveLength(4);
  });
});

describe('a refused header', () => {
  it('is renewed without an anonymous request if the response names its token server', async () => {
    let wanted = 'Bearer token-1';
    const tokens = await tokenServer();
    const server = await serve(demand(() => wanted, tokens.challenge));
    const registry = openRegistry(server.host);
    const read = () => registry.repository('charts/web').fetchManifest('1.0.0');
    await read();
    wanted = 'Bearer token-2';
    await read();
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      undefined,
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('is renewed by the challenge of an anonymous request, as Harbor needs', async () => {
    let wanted = 'Bearer token-1';
    const tokens = await tokenServer();
    const server = await serve((request, response) => {
      const challenge =
        request.headers.authorization === undefined ? tokens.challenge : 'Basic realm="harbor"';
      return demand(() => wanted, challenge)(request, response);
    });
    const registry = openRegistry(server.host);
    const read = () => registry.repository('charts/web').fetchManifest('1.0.0');
    await read();
    wanted = 'Bearer token-2';
    await read();
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      undefined,
      'Bearer token-1',
      'Bearer token-1',
      undefined,
      'Bearer token-2',
    ]);
  });

  it('is not sent twice', async () => {
    let wanted = basic;
    const server = await serve(demand(() => wanted, 'Basic realm="x"'));
    const registry = openRegistry(server.host, { credentials: () => me });
    const read = () => registry.repository('charts/web').fetchManifest('1.0.0');
    await read();
    wanted = 'Basic none';
    await expect(read()).rejects.toMatchObject({ reason: 'RegistryRefused' });
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      undefined,
      basic,
      basic,
      undefined,
    ]);
  });
});

describe('credentials of a config.json', () => {
  it('are those of the path of a repository', async () => {
    const server = await serve((request, response) => {
      const user = request.url?.includes('/charts/web/') ? 'web' : 'host';
      return demand(`Basic ${Buffer.from(`${user}:p`).toString('base64')}`, 'Basic')(request, response);
    });
    await publish(
      server.registry,
      chartFiles({ 'Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n' }),
    );
    const auths = {
      [server.host]: { username: 'host', password: 'p' },
      [`${server.host}/charts/web`]: { username: 'web', password: 'p' },
    };
    const charts = registryCharts({
      credentials: readCredentials({ dockerConfig: JSON.stringify({ auths }) }),
    });
    for (const name of ['web', 'db']) {
      const chart = { repository: server.repository, name, version: '1.0.0' };
      expect(await charts.resolveChart(chart)).toMatchObject({ name });
    }
  });

  it('may be a registry token, which goes only to the registry', async () => {
    const tokens = await tokenServer();
    const server = await serve(demand('Bearer mine', tokens.challenge));
    const credentials = { ...me, registryToken: 'mine' };
    expect(await resolve(server, credentials)).toMatchObject({ name: 'web' });
    expect(tokens.asked).toEqual([]);
  });
});
