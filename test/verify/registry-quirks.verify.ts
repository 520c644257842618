import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mediaTypes } from '../../shared/chart-files/chart-media-types.ts';
import { computeDigest } from '../../shared/chart-files/compute-digest.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { dockerIndex, dockerManifest, ociIndex } from '../../shared/oci/constants.ts';
import { readCredentials } from '../../shared/oci/credentials.ts';
import type { MemoryRepository } from '../../shared/oci/memory-registry.ts';
import type { Descriptor } from '../../shared/oci/wire.ts';
import { registryQuirks, registryRefusals } from '../support/registry-quirks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  type Behaviour,
  publish,
  startTestRegistry,
  storeRaw,
  type TestRegistry,
} from '../support/test-registry.ts';
import { toolPath } from './support/tools.ts';

let server: TestRegistry;
afterEach(() => server.close());

/** Starts a registry with the chart `web`. */
async function serve(behaviours: readonly Behaviour[] = []) {
  server = await startTestRegistry({ behaviours });
  const { manifest } = await publish(server.registry);
  return JSON.parse(new TextDecoder().decode(manifest)) as Manifest;
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** Returns true if our client reads the chart. */
function readsChart(auths: object = {}): Promise<boolean> {
  const credentials = readCredentials({ dockerConfig: JSON.stringify({ auths }) });
  const chart = { repository: server.repository, name: 'web', version: '1.0.0' };
  return registryCharts({ credentials })
    .resolveChart(chart)
    .then(
      () => true,
      () => false,
    );
}

/** Returns true if Helm pulls the chart. Runs beside this process, which is the registry. */
function helmPulls(version: 3 | 4, auths: object = {}): Promise<boolean> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
  const env = { HOME: folder, DOCKER_CONFIG: folder, HELM_REGISTRY_CONFIG: join(folder, 'config.json') };
  const args = ['pull', `${server.repository}/web`, '--version', '1.0.0', '--plain-http', '-d', folder];
  return new Promise((resolve) =>
    execFile(toolPath(version === 4 ? 'helm4' : 'helm3'), args, { env }, (error) => resolve(error === null)),
  );
}

describe('quirks of registries', () => {
  it.each(registryQuirks.map((quirk) => [quirk.name, quirk] as const))(
    'are those that Helm reads: %s',
    async (_, { behave, login, loginPath = '', isRefusedByHelm = false }) => {
      await serve([behave]);
      const auths = login && { [`${server.host}${loginPath}`]: login };
      expect(await readsChart(auths)).toBe(true);
      expect(await helmPulls(4, auths)).toBe(!isRefusedByHelm);
      expect(await helmPulls(3, auths)).toBe(!isRefusedByHelm);
    },
  );

  it.each(
    registryRefusals
      .filter(({ reason }) => reason !== 'RegistryUnavailable')
      .map((refusal) => [refusal.name, refusal] as const),
  )('are those that Helm refuses: %s', async (_, { behave, login }) => {
    await serve([behave]);
    const auths = login && { [server.host]: login };
    expect(await readsChart(auths)).toBe(false);
    expect(await helmPulls(4, auths)).toBe(false);
    expect(await helmPulls(3, auths)).toBe(false);
  });
});

describe('contents of a registry', () => {
  type Store = (repository: MemoryRepository, chart: Manifest) => unknown;
  const tag = '1.0.0';
  const index = (repository: MemoryRepository, manifests: readonly object[], more: object = {}) =>
    storeRaw(repository, { mediaType: ociIndex, manifests, ...more });
  const image = (repository: MemoryRepository) => {
    const config = new TextEncoder().encode('{"os":"linux"}');
    const digest = computeDigest(config);
    repository.blobs.set(digest, config);
    const mediaType = 'application/vnd.oci.image.config.v1+json';
    return storeRaw(repository, { config: { mediaType, digest, size: config.length }, layers: [] });
  };
  const other = (fields: object) => ({
    mediaType: 'application/vnd.in-toto+json',
    digest: `sha256:${'1'.repeat(64)}`,
    size: 3,
    ...fields,
  });
  const withLayer =
    (layer: object): Store =>
    (repository, chart) =>
      storeRaw(repository, { ...chart, layers: [...chart.layers, layer], tag });

  it.each<[string, boolean, Store]>([
    ['an index with an image', true, (r, chart) => index(r, [image(r), storeRaw(r, { ...chart })], { tag })],
    ['an index of an index', true, (r, chart) => index(r, [index(r, [storeRaw(r, { ...chart })])], { tag })],
    [
      'an index of an index of Docker',
      true,
      (r, chart) => index(r, [index(r, [storeRaw(r, { ...chart })], { mediaType: dockerIndex })], { tag }),
    ],
    [
      'an index with a manifest of Docker',
      true,
      (r, chart) => index(r, [storeRaw(r, { ...chart, mediaType: dockerManifest })], { tag }),
    ],
    [
      'an index of Docker',
      false,
      (r, chart) => index(r, [storeRaw(r, { ...chart })], { mediaType: dockerIndex, tag }),
    ],
    [
      'an index with one chart for two platforms',
      true,
      (r, chart) => {
        const entry = storeRaw(r, { ...chart });
        return index(r, [{ ...entry, platform: { os: 'linux' } }, entry], { tag });
      },
    ],
    [
      'an index with an entry of an unknown type',
      true,
      (r, chart) => index(r, [other({}), storeRaw(r, { ...chart })], { tag }),
    ],
    [
      'an index with a manifest without content',
      true,
      (r, chart) =>
        index(r, [storeRaw(r, { config: undefined, layers: null }), storeRaw(r, { ...chart })], { tag }),
    ],
    [
      'an index with a missing manifest',
      false,
      (r, chart) => {
        const entry = storeRaw(r, { ...chart });
        return index(r, [{ ...entry, digest: `sha256:${'2'.repeat(64)}` }, entry], { tag });
      },
    ],
    ['an index without a chart', false, (r) => index(r, [image(r)], { tag })],
    ['an empty index', false, (r) => index(r, [], { tag })],
    ['a layer with a list of components', true, withLayer(other({}))],
    ['a layer with provenance', true, withLayer(other({ mediaType: mediaTypes.provenance }))],
    ['a layer with a sha512 digest', true, withLayer(other({ digest: `sha512:${'a'.repeat(128)}` }))],
    ['a layer without a media type', true, withLayer(other({ mediaType: undefined }))],
    ['a layer with an invalid descriptor', true, withLayer(other({ digest: 'none', size: -1 }))],
    [
      'a layer of early Helm 3',
      true,
      (r, { config, layers: [layer] }) =>
        storeRaw(r, { config, layers: [{ ...layer, mediaType: mediaTypes.legacyChart }], tag }),
    ],
    ['no layer', false, (r, { config }) => storeRaw(r, { config, layers: [], tag })],
    [
      'the artifact type of a chart without its config',
      false,
      (r, { config, layers }) =>
        storeRaw(r, {
          artifactType: mediaTypes.config,
          config: { ...config, mediaType: 'application/vnd.oci.empty.v1+json' },
          layers,
          tag,
        }),
    ],
  ])('are read or refused as by Helm: %s', async (_, isRead, store) => {
    const chart = await serve();
    store(server.registry.repository('charts/web'), chart);
    expect(await helmPulls(4)).toBe(isRead);
    expect(await helmPulls(3)).toBe(isRead);
    expect(await readsChart()).toBe(isRead);
  });
});
