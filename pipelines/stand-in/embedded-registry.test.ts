import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { computeDigest } from '../../shared/chart-files/compute-digest.ts';
import { type EmbeddedRegistry, startRegistry } from './embedded-registry.ts';

let server: EmbeddedRegistry;
let base: string;
beforeEach(async () => {
  server = await startRegistry();
  base = server.url.replace('oci:', 'http:');
});
afterEach(() => server.close());

const blob = Buffer.from('content');
const send = (
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  type = 'application/octet-stream',
) =>
  fetch(`${base}${path}`, { method, ...(body !== undefined && { body }), headers: { 'Content-Type': type } });
const push = (digest = computeDigest(blob)) => send('POST', `/v2/a/b/blobs/uploads/?digest=${digest}`, blob);

describe('startRegistry()', () => {
  it('answers the end-1 request of the spec', async () => {
    expect((await send('GET', '/v2/')).status).toBe(200);
  });

  it('accepts a blob in a single POST and returns it', async () => {
    expect((await push()).status).toBe(201);
    const response = await send('GET', `/v2/a/b/blobs/${computeDigest(blob)}`);
    expect(await response.text()).toBe('content');
    expect(response.headers.get('docker-content-digest')).toBe(computeDigest(blob));
    const head = await send('HEAD', `/v2/a/b/blobs/${computeDigest(blob)}`);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '7']);
  });

  it('keeps a blob in the repository it was pushed to', async () => {
    await push();
    expect((await send('HEAD', `/v2/a/c/blobs/${computeDigest(blob)}`)).status).toBe(404);
  });

  it('refuses a blob of another digest', async () => {
    const response = await push(computeDigest(Buffer.from('other')));
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { errors: [{ code: 'DIGEST_INVALID' }] },
    ]);
  });

  it('refuses a manifest with a missing blob', async () => {
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const config = { mediaType: 'x', digest: computeDigest(blob), size: blob.length };
    const manifest = JSON.stringify({ schemaVersion: 2, config, layers: [] });
    const refused = await send('PUT', '/v2/a/b/manifests/1', manifest, type);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { errors: [{ code: 'MANIFEST_BLOB_UNKNOWN' }] },
    ]);
    await push();
    expect((await send('PUT', '/v2/a/b/manifests/1', manifest, type)).status).toBe(201);
    const read = await send('GET', '/v2/a/b/manifests/1');
    expect([await read.text(), read.headers.get('content-type')]).toEqual([manifest, type]);
    expect(await (await send('GET', '/v2/a/b/tags/list')).json()).toEqual({ name: 'a/b', tags: ['1'] });
  });

  it.each([
    ['GET', '/v2/a/b/manifests/1', 404, 'MANIFEST_UNKNOWN'],
    ['GET', '/v2/a/b/blobs/x', 404, 'BLOB_UNKNOWN'],
    ['GET', '/', 404, 'NAME_UNKNOWN'],
    ['DELETE', '/v2/a/b/manifests/1', 405, 'UNSUPPORTED'],
    ['PATCH', '/v2/a/b/blobs/uploads/1', 405, 'UNSUPPORTED'],
  ])('answers %s %s with %i %s', async (method, path, status, code) => {
    const response = await send(method, path);
    expect([response.status, await response.json()]).toMatchObject([status, { errors: [{ code }] }]);
  });

  it('refuses a body above its limit', async () => {
    const response = await send('POST', `/v2/a/b/blobs/uploads/?digest=x`, Buffer.alloc(33 * 2 ** 20)).catch(
      () => undefined,
    );
    expect(response?.status ?? 413).toBe(413);
    expect(server.registry.repository('a/b').blobs.size).toBe(0);
  });

  it('records its requests', async () => {
    await send('GET', '/v2/a/b/tags/list');
    expect(server.requests).toEqual(['GET /v2/a/b/tags/list']);
  });
});
