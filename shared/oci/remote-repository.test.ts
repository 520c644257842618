import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  on,
  publish,
  reply,
  startTestRegistry,
  storeRaw,
  type TestRegistry,
} from '../../test/support/test-registry.ts';
import { mediaTypes } from '../chart-files/chart-media-types.ts';
import { computeDigest } from '../chart-files/compute-digest.ts';
import { registryCharts } from './chart-source.ts';
import { dockerIndex, dockerManifest, ociIndex, ociManifest } from './constants.ts';
import type { MemoryRepository } from './memory-registry.ts';
import { openRegistry } from './registry-client.ts';
import type { Descriptor } from './wire.ts';

let server: TestRegistry;
let repository: MemoryRepository;
/** Manifest of the chart `web`. */
let chart: { config: Descriptor; layers: Descriptor[] };
let published: Descriptor;

beforeEach(async () => {
  server = await startTestRegistry();
  const { manifest, digest } = await publish(server.registry);
  repository = server.registry.repository('charts/web');
  repository.tags.clear();
  chart = JSON.parse(new TextDecoder().decode(manifest));
  published = { mediaType: ociManifest, digest, size: manifest.length };
});
afterEach(() => server.close());

const resolve = () =>
  registryCharts().resolveChart({ repository: server.repository, name: 'web', version: '1.0.0' });
const refused = (message: RegExp) => ({ reason: 'InvalidChart', message: expect.stringMatching(message) });
const requested = (kind: string) => server.requests.filter(({ line }) => line.includes(`/${kind}/`)).length;
/** Stores an index under the tag of the chart's version. */
const tagIndex = (...manifests: object[]) =>
  storeRaw(repository, { mediaType: ociIndex, manifests, tag: '1.0.0' });
/** Stores the manifest of a container image. */
const storeImage = (architecture = 'amd64') => ({
  ...storeRaw(repository, {
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 2,
    },
    layers: [],
    annotations: { architecture },
  }),
  platform: { os: 'linux', architecture },
});
const storeChart = (fields: object) => storeRaw(repository, { ...chart, ...fields });

describe('a chart in an index', () => {
  it.each([
    ['after', () => [storeImage(), published]],
    ['before', () => [published, storeImage()]],
    ['between', () => [storeImage(), published, storeImage('arm64')]],
  ])('is found %s images, without an artifact type', async (_, entries) => {
    tagIndex(...entries());
    expect(await resolve()).toMatchObject({ name: 'web', digest: published.digest });
  });

  it('is found by its config, not by the artifact type of the entry', async () => {
    tagIndex({ ...storeImage(), artifactType: mediaTypes.config }, published);
    expect(await resolve()).toMatchObject({ digest: published.digest });
  });

  it('is found in an index of an index', async () => {
    const inner = storeRaw(repository, { mediaType: ociIndex, manifests: [storeImage(), published] });
    const outer = storeRaw(repository, { mediaType: dockerIndex, manifests: [inner] });
    tagIndex(storeImage('arm64'), outer);
    expect(await resolve()).toMatchObject({ digest: published.digest });
  });

  it('may have the media type of Docker', async () => {
    const { digest } = tagIndexOf(storeChart({ mediaType: dockerManifest }));
    expect(await resolve()).toMatchObject({ digest });
  });

  it('is read once for several platforms', async () => {
    tagIndex({ ...published, platform: { os: 'linux' } }, { ...published, platform: { os: 'windows' } });
    expect(await resolve()).toMatchObject({ digest: published.digest });
    expect(requested('manifests')).toBe(2);
  });

  it.each([
    { mediaType: 'application/vnd.example', digest: `sha512:${'a'.repeat(128)}`, size: 3 },
    { mediaType: 'application/vnd.example', digest: 'none', size: -1 },
    { digest: `sha256:${'a'.repeat(64)}`, size: 3 },
  ])('is found beside an entry of an unknown type, which is not read: %j', async (entry) => {
    tagIndex(entry, published);
    expect(await resolve()).toMatchObject({ digest: published.digest });
    expect(requested('manifests')).toBe(2);
  });

  it.each([
    { config: undefined, layers: [] },
    { config: null, layers: null, mediaType: null },
    { config: {}, layers: undefined, mediaType: '' },
  ])('is found beside a manifest without content: %j', async (fields) => {
    const body = Buffer.from(JSON.stringify({ schemaVersion: 2, ...fields }));
    const digest = computeDigest(body);
    repository.manifests.set(digest, { mediaType: ociManifest, body });
    tagIndex({ mediaType: ociManifest, digest, size: body.length }, published);
    expect(await resolve()).toMatchObject({ digest: published.digest });
  });

  it('is refused if a manifest does not match its digest in the index', async () => {
    const image = storeImage();
    const other = new TextEncoder().encode('{"schemaVersion":2}');
    repository.manifests.set(image.digest, { mediaType: ociManifest, body: other });
    tagIndex(published, image);
    await expect(resolve()).rejects.toMatchObject(
      refused(/its digest is ".+", which differs from its header/),
    );
  });

  it('is refused if there is another chart', async () => {
    tagIndex(published, storeImage(), storeChart({ annotations: { second: 'yes' } }));
    await expect(resolve()).rejects.toMatchObject(refused(/an index with 2 charts instead of one/));
  });

  it.each([
    ['no entry', () => []],
    ['an image', () => [storeImage()]],
  ])('is missing in an index with %s', async (_, entries) => {
    tagIndex(...entries());
    await expect(resolve()).rejects.toMatchObject(refused(/an index with 0 charts instead of one/));
  });

  it('is refused if another manifest of the index is missing, as in Helm', async () => {
    tagIndex({ ...published, digest: `sha256:${'1'.repeat(64)}` }, published);
    await expect(resolve()).rejects.toMatchObject({ reason: 'ChartNotFound' });
  });

  it('is refused in an index of Docker, as in Helm', async () => {
    storeRaw(repository, { mediaType: dockerIndex, manifests: [published], tag: '1.0.0' });
    await expect(resolve()).rejects.toMatchObject(refused(/its media type is not that of a manifest/));
  });

  /** Stores an index of one manifest, and returns the manifest. */
  function tagIndexOf(entry: Descriptor): Descriptor {
    tagIndex(entry);
    return entry;
  }
});

describe('a chart with other layers', () => {
  const tag = (...layers: object[]) => storeRaw(repository, { ...chart, layers, tag: '1.0.0' });

  it.each([
    ['a list of components', { mediaType: 'application/vnd.in-toto+json' }],
    ['provenance', { mediaType: mediaTypes.provenance }],
    ['a sha512 digest', { mediaType: 'application/vnd.example', digest: `sha512:${'a'.repeat(128)}` }],
    ['no media type', { mediaType: undefined }],
    ['an invalid descriptor', { mediaType: 'application/vnd.example', digest: 'none', size: -1 }],
  ])('is read without the layer with %s', async (_, fields) => {
    const other = { digest: `sha256:${'1'.repeat(64)}`, size: 3, ...fields };
    for (const layers of [
      [...chart.layers, other],
      [other, ...chart.layers],
    ]) {
      server.requests.length = 0;
      tag(...layers);
      expect(await resolve()).toMatchObject({ name: 'web' });
      expect(requested('blobs')).toBe(1);
    }
  });

  it('may have the media type of early Helm 3', async () => {
    tag({ ...chart.layers[0], mediaType: mediaTypes.legacyChart });
    expect(await resolve()).toMatchObject({ name: 'web' });
  });

  it('is refused with both media types', async () => {
    tag(...chart.layers, { ...chart.layers[0], mediaType: mediaTypes.legacyChart });
    await expect(resolve()).rejects.toMatchObject(refused(/it has 2 chart layers instead of one/));
  });

  it('is refused without a layer of a chart', async () => {
    tag({ ...chart.layers[0], mediaType: 'application/vnd.in-toto+json' });
    await expect(resolve()).rejects.toMatchObject(refused(/it has 0 chart layers instead of one/));
  });
});

describe('resolveTag()', () => {
  const open = async (answer: Parameters<typeof on>[1]) => {
    await server.close();
    server = await startTestRegistry({ behaviours: [on(/^HEAD/, answer)] });
    const { digest } = await publish(server.registry);
    return { repository: openRegistry(server.host).repository('charts/web'), digest };
  };

  it.each([
    ['without a digest', reply(200)],
    ['with 405', reply(405)],
    ['with 400', reply(400)],
    ['with 501', reply(501)],
  ])('reads the manifest after a HEAD response %s', async (_, answer) => {
    const { repository: remote, digest } = await open(answer);
    expect(await remote.resolveTag('1.0.0')).toBe(digest);
    expect(await remote.resolveTag('9.9.9')).toBeUndefined();
  });
});
