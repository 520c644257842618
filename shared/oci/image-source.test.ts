import { afterEach, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  demand,
  on,
  reply,
  startTestRegistry,
  storeRaw,
  type TestRegistry,
} from '../../test/support/test-registry.ts';
import { dockerIndex, ociIndex } from './constants.ts';
import { readCredentials } from './credentials.ts';
import { registryImages } from './image-source.ts';
import type { RegistryOptions } from './registry-client.ts';

const servers: TestRegistry[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ close }) => close())));

async function serve(...behaviours: Behaviour[]) {
  const server = await startTestRegistry({ behaviours });
  servers.push(server);
  const images = server.registry.repository('acme/web');
  const digest = (mediaType: string, tag: string) =>
    storeRaw(images, { mediaType, tag, manifests: [{ mediaType, digest: `sha256:${'0'.repeat(64)}` }] })
      .digest;
  return { ...server, digests: { v1: digest(ociIndex, 'v1'), v2: digest(dockerIndex, 'v2') } };
}

const lookUp = (host: string, tag: string, options: RegistryOptions = {}) =>
  registryImages({ limits: { pauseMs: 1 }, ...options }).resolveDigest({
    registry: host,
    repository: 'acme/web',
    tag,
  });

describe('registryImages()', () => {
  it('returns the digest of an index, of OCI and of Docker', async () => {
    const { host, digests } = await serve();
    expect(await lookUp(host, 'v1')).toBe(digests.v1);
    expect(await lookUp(host, 'v2')).toBe(digests.v2);
  });

  it('accepts every kind of manifest, so that the registry converts none', async () => {
    const accepted: (string | undefined)[] = [];
    const { host } = await serve((request) => {
      accepted.push(request.headers.accept);
      return false;
    });
    await lookUp(host, 'v1');
    expect(accepted).toEqual([expect.stringContaining(ociIndex)]);
    expect(accepted[0]).toContain(dockerIndex);
  });

  it('asks once for a tag', async () => {
    const { host, requests } = await serve();
    const images = registryImages();
    const image = { registry: host, repository: 'acme/web', tag: 'v1' };
    await Promise.all([images.resolveDigest(image), images.resolveDigest(image)]);
    expect(requests).toHaveLength(1);
  });

  it('signs in with the credentials of the registry', async () => {
    const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    const { host, digests } = await serve(demand(basic, 'Basic realm="x"'));
    const auths = { [host]: { username: 'me', password: 'secret' } };
    const credentials = readCredentials({ dockerConfig: JSON.stringify({ auths }) });
    expect(await lookUp(host, 'v1', { credentials })).toBe(digests.v1);
    await expect(lookUp(host, 'v1')).rejects.toMatchObject({ reason: 'RegistryRefused' });
  });

  it("reports an image that does not exist, with the registry's answer", async () => {
    const { host } = await serve();
    await expect(lookUp(host, 'v9')).rejects.toMatchObject({
      reason: 'ImageNotFound',
      message: `Image "${host}/acme/web:v9" does not exist: the registry answered 404; push it, or correct its name`,
    });
  });

  it.each([
    [403, 'RegistryRefused'],
    [418, 'RegistryRefused'],
    [429, 'RegistryUnavailable'],
    [503, 'RegistryUnavailable'],
  ])('reports %i as %s', async (status, reason) => {
    const { host } = await serve(on(/manifests/, reply(status)));
    await expect(lookUp(host, 'v1')).rejects.toMatchObject({
      reason,
      message: expect.stringContaining(`${status}`),
    });
  });
});
