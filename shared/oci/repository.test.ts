import { afterEach, describe, expect, it } from 'vitest';
import {
  chartFiles,
  on,
  reply,
  startTestRegistry,
  type TestRegistry,
} from '../../test/support/test-registry.ts';
import { computeDigest } from '../chart-files/compute-digest.ts';
import { packageChart } from '../chart-files/package-chart.ts';
import { chartLayer } from './manifest.ts';
import { MemoryRegistry } from './memory-registry.ts';
import { pushChart } from './push-chart.ts';
import { openRegistry } from './registry-client.ts';
import type { Repository } from './repository.ts';

let server: TestRegistry | undefined;
afterEach(() => server?.close());

const kinds: [string, () => Promise<Repository>][] = [
  ['in memory', async () => new MemoryRegistry().repository('charts/web')],
  [
    'over HTTP',
    async () => {
      server = await startTestRegistry();
      return openRegistry(server.host).repository('charts/web', { actions: 'pull,push' });
    },
  ],
];

describe.each(kinds)('a repository %s', (_, open) => {
  it('returns pushed blobs and manifests', async () => {
    const repository = await open();
    const chart = await packageChart(chartFiles());
    expect(await pushChart(repository, chart)).toBe('pushed');
    expect(await repository.resolveTag('1.0.0')).toBe(chart.digest);
    const byTag = await repository.fetchManifest('1.0.0');
    expect(byTag.digest).toBe(chart.digest);
    expect(await repository.fetchManifest(chart.digest)).toEqual(byTag);
    const blob = await repository.fetchBlob(chartLayer(byTag.manifest, '"web"'));
    expect(computeDigest(blob)).toBe(computeDigest(chart.archive));
  });

  it('returns undefined for a missing tag, and reports missing content', async () => {
    const repository = await open();
    const digest = computeDigest(new Uint8Array([1]));
    const notFound = { reason: 'ChartNotFound' };
    expect(await repository.resolveTag('1.0.0')).toBeUndefined();
    await expect(repository.fetchManifest('1.0.0')).rejects.toMatchObject(notFound);
    await expect(repository.fetchManifest(digest)).rejects.toMatchObject(notFound);
    const blob = { mediaType: 'application/octet-stream', digest, size: 1 };
    await expect(repository.fetchBlob(blob)).rejects.toMatchObject(notFound);
  });

  it('refuses a manifest with missing blobs', async () => {
    const { manifest } = await packageChart(chartFiles());
    await expect((await open()).pushManifest('1.0.0', manifest)).rejects.toMatchObject({
      reason: 'InvalidChart',
    });
  });
});

describe('pushChart()', () => {
  const two = async () =>
    [
      await packageChart(chartFiles()),
      await packageChart(chartFiles({ 'values.yaml': 'replicas: 2\n' })),
    ] as const;

  it('pushes nothing if the registry has the same chart', async () => {
    server = await startTestRegistry();
    const repository = openRegistry(server.host).repository('charts/web');
    const [chart] = await two();
    await pushChart(repository, chart);
    server.requests.length = 0;
    expect(await pushChart(repository, chart)).toBe('unchanged');
    expect(server.requests.map(({ line }) => line)).toEqual(['HEAD /v2/charts/web/manifests/1.0.0']);
  });

  it('refuses other content under the same version unless replace is set', async () => {
    const repository = new MemoryRegistry().repository('charts/web');
    const [one, other] = await two();
    await pushChart(repository, one);
    const error = {
      reason: 'InvalidChart',
      message: expect.stringContaining('bump `version` in Chart.yaml'),
    };
    await expect(pushChart(repository, other)).rejects.toMatchObject(error);
    expect(await repository.resolveTag('1.0.0')).toBe(one.digest);
    expect(await pushChart(repository, other, { replace: true })).toBe('replaced');
    expect(await repository.resolveTag('1.0.0')).toBe(other.digest);
  });

  it('reports a registry that is read-only', async () => {
    server = await startTestRegistry({ behaviours: [on(/^(POST|PUT|PATCH)/, reply(405))] });
    const [chart] = await two();
    const pushed = pushChart(openRegistry(server.host).repository('charts/web'), chart);
    await expect(pushed).rejects.toMatchObject({
      reason: 'RegistryRefused',
      message: expect.stringMatching(
        /answered 405, it is read-only at this address; push to the address that writes$/,
      ),
    });
  });

  it('pushes the manifest last', async () => {
    server = await startTestRegistry();
    const [chart] = await two();
    await pushChart(openRegistry(server.host).repository('charts/web'), chart);
    expect(server.requests.at(-1)?.line).toBe('PUT /v2/charts/web/manifests/1.0.0');
  });
});
