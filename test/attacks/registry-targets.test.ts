import { afterEach, describe, expect, it } from 'vitest';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { readCredentials } from '../../shared/oci/credentials.ts';
import { registryImages } from '../../shared/oci/image-source.ts';
import type { RegistryOptions } from '../../shared/oci/registry-client.ts';
import {
  type Behaviour,
  demand,
  on,
  publish,
  reply,
  startTestRegistry,
  type TestRegistry,
  testCA,
} from '../support/test-registry.ts';

const servers: TestRegistry[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ close }) => close())));

async function serve(behaviours: readonly Behaviour[] = [], secure = false): Promise<TestRegistry> {
  const server = await startTestRegistry({ behaviours, secure });
  await publish(server.registry);
  servers.push(server);
  return server;
}

const credentialsFor = (host: string) =>
  readCredentials({
    dockerConfig: JSON.stringify({ auths: { [host]: { username: 'me', password: 'canary' } } }),
  });
const basic = `Basic ${Buffer.from('me:canary').toString('base64')}`;

const resolve = (
  { repository }: { repository: string },
  { plainHTTP, ...options }: RegistryOptions & { plainHTTP?: boolean } = {},
) =>
  registryCharts(options).resolveChart({
    repository,
    name: 'web',
    version: '1.0.0',
    ...(plainHTTP !== undefined && { plainHTTP }),
  });

const unsafe = (message: RegExp) => ({ reason: 'RegistryUnsafe', message: expect.stringMatching(message) });
const redirect = (location: string, status = 307) => on(/\/blobs\//, reply(status, { Location: location }));

describe('A9: redirects of a registry', () => {
  it('follows a redirect to another host without the credentials', async () => {
    const storage = await serve();
    const server = await serve([
      demand(basic, 'Basic realm="here"'),
      on(/\/blobs\//, (request, response) =>
        reply(307, { Location: `http://${storage.host}${request.url}` })(request, response),
      ),
    ]);
    expect(await resolve(server, { credentials: credentialsFor(server.host) })).toMatchObject({
      name: 'web',
    });
    expect(server.requests.some(({ authorization }) => authorization === basic)).toBe(true);
    expect(storage.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('does not send credentials again after a redirect to another host', async () => {
    let home = '';
    const storage = await serve([
      on(/\/blobs\//, (request, response) => reply(307, { Location: `${home}?back` })(request, response)),
    ]);
    const server = await serve([
      on(/\?back$/, reply(403)),
      demand(basic, 'Basic realm="here"'),
      redirect(`http://${storage.host}/v2/charts/web/blobs/x`),
    ]);
    home = `http://${server.host}/v2/charts/web/blobs/x`;
    await expect(resolve(server, { credentials: credentialsFor(server.host) })).rejects.toMatchObject({
      reason: 'RegistryRefused',
    });
    expect(server.requests.at(-1)).toMatchObject({
      line: expect.stringContaining('?back'),
      authorization: undefined,
    });
  });

  it('does not answer the challenge of a redirect target', async () => {
    const thief = await serve([on(/./, reply(401, { 'WWW-Authenticate': 'Basic realm="give"' }))]);
    const server = await serve([demand(basic, 'Basic realm="here"'), redirect(`http://${thief.host}/`)]);
    const resolved = resolve(server, { credentials: credentialsFor(server.host) });
    await expect(resolved).rejects.toMatchObject({ reason: 'RegistryRefused' });
    expect(thief.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('follows five redirects, but not six', async () => {
    const hops = (count: number) =>
      on(/\/(?:blobs\/|hop)/, (request, response) => {
        const hop = Number(request.url?.split('hop')[1] ?? 0);
        const { blobs } = servers[0]!.registry.repository('charts/web');
        const blob = [...blobs.values()].find((bytes) => bytes[0] === 0x1f);
        if (hop === count) response.end(blob);
        else reply(302, { Location: `/hop${hop + 1}` })(request, response);
      });
    expect(await resolve(await serve([hops(5)]))).toMatchObject({ name: 'web' });
    await expect(resolve(await serve([hops(6)]))).rejects.toMatchObject(
      unsafe(/redirects more than 5 times/),
    );
  });

  it.each([307, 308])('does not forward a refresh token to another host after status %i', async (status) => {
    const thief = await serve([on(/./, reply(200, {}, '{"access_token":"T"}'))]);
    const server = await serve([
      on(/\/token/, reply(status, { Location: `http://${thief.host}/token` })),
      (request, response) =>
        demand('never', `Bearer realm="http://${request.headers.host}/token"`)(request, response),
    ]);
    const auths = { [server.host]: { identitytoken: 'canary' } };
    const credentials = readCredentials({ dockerConfig: JSON.stringify({ auths }) });
    await expect(resolve(server, { credentials })).rejects.toMatchObject(
      unsafe(/it redirects a request with credentials to/),
    );
    expect(thief.requests).toEqual([]);
  });

  it('does not switch from HTTPS to HTTP, by a redirect or a token server', async () => {
    const plain = await serve();
    const options = { ca: testCA, plainHTTP: false };
    const redirecting = await serve([redirect(`http://${plain.host}/`)], true);
    await expect(resolve(redirecting, options)).rejects.toMatchObject(unsafe(/without TLS/));
    const challenging = await serve([demand('never', `Bearer realm="http://${plain.host}/token"`)], true);
    const credentials = credentialsFor(challenging.host);
    await expect(resolve(challenging, { ...options, credentials })).rejects.toMatchObject(
      unsafe(/without TLS/),
    );
    expect(plain.requests).toEqual([]);
  });

  it('does not switch from HTTPS to HTTP, even if the registry may be accessed without TLS', async () => {
    const plain = await serve();
    const secure = await serve([on(/./, reply(307, { Location: `http://${plain.host}/` }))], true);
    const server = await serve([redirect(`https://${secure.host}/`)]);
    await expect(resolve(server, { ca: testCA })).rejects.toMatchObject(unsafe(/from https to http/));
  });

  it('does not fall back to plain HTTP if TLS fails', async () => {
    const server = await serve();
    const resolved = resolve(server, { plainHTTP: false, credentials: credentialsFor(server.host) });
    await expect(resolved).rejects.toMatchObject({ reason: 'RegistryUnavailable' });
    expect(server.requests).toEqual([]);
  });

  it.each(['ftp://127.0.0.1/x', 'file:///etc/passwd', 'http://me:secret@127.0.0.1/', 'http://['])(
    'does not follow a redirect to %s',
    async (location) => {
      await expect(resolve(await serve([redirect(location)]))).rejects.toMatchObject({
        reason: 'RegistryUnsafe',
      });
    },
  );

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
  ])('does not connect to the link-local address %s, even for a registry on loopback', async (location) => {
    await expect(resolve(await serve([redirect(location)]))).rejects.toMatchObject(
      unsafe(/is a link-local address/),
    );
  });
});

describe('A9: loopback targets of another registry', () => {
  /** Host names of the test: `registry.test` is the server, all others are forbidden targets. */
  const names: Record<string, string> = {
    'registry.test': '127.0.0.1',
    'inside.test': '127.0.0.1',
    'mapped.test': '::ffff:127.0.0.1',
    'metadata.test': '169.254.169.254',
  };
  const resolveHost: RegistryOptions['resolveHost'] = (host, done) => {
    const address = names[host] ?? '192.0.2.1';
    done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
  const options = { resolveHost, plainHTTP: true };
  const named = ({ host }: TestRegistry) => ({
    repository: `oci://registry.test:${host.split(':')[1]}/charts`,
  });

  it('reads from the registry itself, regardless of its address', async () => {
    expect(await resolve(named(await serve()), options)).toMatchObject({ name: 'web' });
  });

  it.each([
    'http://127.0.0.1:9/',
    'http://127.1:9/',
    'http://[::1]:9/',
    'http://[::ffff:127.0.0.1]:9/',
    'http://localhost:9/',
    'http://localhost.:9/',
    'http://0.0.0.0:9/',
    'http://2130706433:9/',
    'http://inside.test:9/',
    'http://mapped.test:9/',
  ])('does not follow a redirect to %s', async (location) => {
    const resolved = resolve(named(await serve([redirect(location)])), options);
    await expect(resolved).rejects.toMatchObject(unsafe(/is a loopback address and the registry is not/));
  });

  it('does not connect to a name that resolves to a link-local address', async () => {
    const resolved = resolve(named(await serve([redirect('http://metadata.test/')])), options);
    await expect(resolved).rejects.toMatchObject(unsafe(/is a link-local address/));
  });

  it('does not send credentials to a token server on loopback', async () => {
    const thief = await serve();
    const server = await serve([demand('never', `Bearer realm="http://${thief.host}/token"`)]);
    const credentials = credentialsFor(`registry.test:${server.host.split(':')[1]}`);
    await expect(resolve(named(server), { ...options, credentials })).rejects.toMatchObject(
      unsafe(/loopback/),
    );
    expect(thief.requests).toEqual([]);
  });
});

describe('A9: the digest of an image', () => {
  const lookUp = (registry: string) => {
    const image = { registry, repository: 'charts/web', tag: '1.0.0' };
    return registryImages({ credentials: credentialsFor(registry) }).resolveDigest(image);
  };
  const elsewhere = (location: string) => on(/\/manifests\//, reply(307, { Location: location }));

  it('is read after a redirect to another host, which gets no credentials', async () => {
    const storage = await serve();
    const target = `http://${storage.host}/v2/charts/web/manifests/1.0.0`;
    const server = await serve([demand(basic, 'Basic realm="here"'), elsewhere(target)]);
    expect(await lookUp(server.host)).toBe(storage.registry.repository('charts/web').tags.get('1.0.0'));
    expect(storage.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('is not read from a link-local address', async () => {
    const server = await serve([elsewhere('http://169.254.169.254/latest/meta-data')]);
    await expect(lookUp(server.host)).rejects.toMatchObject(unsafe(/is a link-local address/));
  });
});
