import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { computeDigest } from '../../shared/chart-files/compute-digest.ts';
import { type PackagedChart, packageChart } from '../../shared/chart-files/package-chart.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { dockerManifest, ociIndex, ociManifest } from '../../shared/oci/constants.ts';
import {
  type Behaviour,
  chartFiles,
  on,
  publish,
  reply,
  startTestRegistry,
  type TestRegistry,
} from '../support/test-registry.ts';

let server: TestRegistry;
afterEach(() => server.close());

/** Starts a registry with the chart `web`, behind behaviours. */
async function serve(
  behaviours: (chart: PackagedChart) => readonly Behaviour[] = () => [],
): Promise<PackagedChart> {
  const chart = await packageChart(chartFiles());
  server = await startTestRegistry({ behaviours: behaviours(chart) });
  return publish(server.registry);
}

const resolve = () =>
  registryCharts().resolveChart({ repository: server.repository, name: 'web', version: '1.0.0' });
const refused = (message: RegExp) => ({ reason: 'InvalidChart', message: expect.stringMatching(message) });
const manifestOf = ({ manifest }: PackagedChart) => JSON.parse(new TextDecoder().decode(manifest));

/** Returns a behaviour that serves another manifest than the registry's. */
const manifest = (body: unknown, contentType: string = ociManifest): Behaviour =>
  on(/^GET .*\/manifests\/1\.0\.0$/, reply(200, { 'Content-Type': contentType }, JSON.stringify(body)));

describe('A6: a registry that serves other content', () => {
  it('refuses a layer that does not match its digest', async () => {
    await serve(({ archive }) => {
      const other = Uint8Array.from(archive, (byte, index) =>
        index === archive.length - 1 ? byte ^ 1 : byte,
      );
      return [on(/^GET .*\/blobs\//, (_, response) => response.end(other))];
    });
    await expect(resolve()).rejects.toMatchObject(refused(/blob "sha256:.*its digest is "sha256:/));
  });

  it('refuses a layer with another size than its descriptor', async () => {
    await serve(({ archive }) => [
      on(/^GET .*\/blobs\//, (_, response) => response.end(archive.slice(0, -1))),
    ]);
    await expect(resolve()).rejects.toMatchObject(refused(/bytes instead of/));
    await server.close();
    await serve(({ archive }) => [
      on(/^GET .*\/blobs\//, (_, response) => response.end(Buffer.concat([archive, archive]))),
    ]);
    await expect(resolve()).rejects.toMatchObject(refused(/bytes instead of/));
  });

  it('refuses a manifest that does not match the digest in its header', async () => {
    await serve((chart) => [
      on(
        /^GET .*\/manifests\//,
        reply(
          200,
          { 'Content-Type': ociManifest, 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` },
          Buffer.from(chart.manifest).toString(),
        ),
      ),
    ]);
    await expect(resolve()).rejects.toMatchObject(refused(/differs from its header/));
  });

  it('refuses a manifest with another media type', async () => {
    await serve((chart) => [manifest(manifestOf(chart), 'text/html')]);
    await expect(resolve()).rejects.toMatchObject(refused(/its media type is not that of a manifest/));
  });

  it('refuses a manifest whose media type differs between header and body', async () => {
    await serve((chart) => [manifest({ ...manifestOf(chart), mediaType: ociIndex })]);
    await expect(resolve()).rejects.toMatchObject(refused(/differs between header and body/));
  });

  it('reads a manifest in the media type of Docker', async () => {
    await serve((chart) => [manifest({ ...manifestOf(chart), mediaType: dockerManifest }, dockerManifest)]);
    expect(await resolve()).toMatchObject({ name: 'web' });
  });

  it('refuses the manifest of a container image', async () => {
    await serve((chart) => {
      const { config, ...rest } = manifestOf(chart);
      return [
        manifest({ ...rest, config: { ...config, mediaType: 'application/vnd.oci.image.config.v1+json' } }),
      ];
    });
    await expect(resolve()).rejects.toMatchObject(refused(/is not that of a Helm chart/));
  });

  it.each([
    ['no chart layer', 0],
    ['two chart layers', 2],
  ])('refuses a manifest with %s', async (_, count) => {
    await serve((chart) => {
      const { layers, ...rest } = manifestOf(chart);
      return [manifest({ ...rest, layers: Array(count).fill(layers[0]) })];
    });
    await expect(resolve()).rejects.toMatchObject(refused(new RegExp(`it has ${count} chart layers`)));
  });

  it('refuses digests other than sha256 before any request with them', async () => {
    await serve((chart) => {
      const { layers, ...rest } = manifestOf(chart);
      return [manifest({ ...rest, layers: [{ ...layers[0], digest: 'sha256:../../uploads' }] })];
    });
    await expect(resolve()).rejects.toMatchObject(refused(/digest must be/));
    expect(server.requests).toHaveLength(1);
  });

  it('refuses a chart with another name or version than requested', async () => {
    const other = await packageChart(
      chartFiles({ 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 2.0.0\n' }),
    );
    server = await startTestRegistry();
    await publish(
      server.registry,
      chartFiles({ 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 2.0.0\n' }),
    );
    server.registry.repository('charts/web').tags.set('1.0.0', other.digest);
    await expect(resolve()).rejects.toMatchObject(refused(/"1.0.0".*"web".*"2.0.0"/));
  });

  it('refuses a manifest whose media type differs from the index', async () => {
    await serve(({ digest, manifest: { length: size } }) => [
      manifest({ schemaVersion: 2, manifests: [{ mediaType: dockerManifest, digest, size }] }, ociIndex),
    ]);
    await expect(resolve()).rejects.toMatchObject(refused(/its media type differs from the index/));
  });

  it('stops reading an index of many manifests', async () => {
    const manifests = Array.from({ length: 1000 }, (_, index) => ({ index })).map((body) => {
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config: {}, layers: [], ...body }));
      return {
        bytes,
        descriptor: { mediaType: ociManifest, digest: computeDigest(bytes), size: bytes.length },
      };
    });
    await serve(() => [
      manifest({ schemaVersion: 2, manifests: manifests.map(({ descriptor }) => descriptor) }, ociIndex),
      on(/^GET .*\/manifests\/sha256:/, (request, response) => {
        const digest = request.url?.split('/').pop();
        const found = manifests.find(({ descriptor }) => descriptor.digest === digest);
        reply(200, { 'Content-Type': ociManifest }, found?.bytes.toString())(request, response);
      }),
    ]);
    await expect(resolve()).rejects.toMatchObject(refused(/its index has more than 32 manifests/));
    expect(server.requests).toHaveLength(33);
  });
});

describe('A5: endless answers', () => {
  const endless = (_: unknown, response: ServerResponse): void => {
    const chunk = Buffer.alloc(64 * 1024);
    const write = (): void => {
      while (response.write(chunk));
      response.once('drain', write);
    };
    response.on('error', () => undefined);
    response.on('close', () => response.removeAllListeners('drain'));
    write();
  };

  it('stops an endless layer', async () => {
    await serve(() => [on(/^GET .*\/blobs\//, endless)]);
    await expect(resolve()).rejects.toMatchObject(refused(/sent more than \d+ bytes/));
  });

  it('stops an endless manifest', async () => {
    await serve(() => [on(/^GET .*\/manifests\//, endless)]);
    await expect(resolve()).rejects.toMatchObject(refused(/sent more than 1048576 bytes/));
  });

  it('refuses a layer whose descriptor is too large without a request for it', async () => {
    await serve((chart) => {
      const { layers, ...rest } = manifestOf(chart);
      return [manifest({ ...rest, layers: [{ ...layers[0], size: 21 * 2 ** 20 }] })];
    });
    await expect(resolve()).rejects.toMatchObject(refused(/more than the limit of 20971520/));
    expect(server.requests).toHaveLength(1);
  });
});

describe('A7: a tag that moves between check and pull', () => {
  it('reads the chart that the tag pointed to when it was resolved', async () => {
    const chart = await serve(() => [
      on(/^GET .*\/blobs\//, (request, response) => {
        // the tag moves during the download of the layer
        const { tags, blobs } = server.registry.repository('charts/web');
        tags.set('1.0.0', `sha256:${'1'.repeat(64)}`);
        response.end(blobs.get(request.url?.split('/').pop() ?? ''));
      }),
    ]);
    expect((await resolve()).digest).toBe(chart.digest);
    expect(server.requests.filter(({ line }) => line.includes('/manifests/'))).toHaveLength(1);
  });

  it('requests nothing by tag after the tag is resolved', async () => {
    const { digest } = await serve();
    const charts = registryCharts();
    const reference = { repository: server.repository, name: 'web', version: '1.0.0' };
    await charts.resolveChart(reference);
    await publish(server.registry, chartFiles({ 'values.yaml': 'replicas: 9\n' }));
    expect(await charts.resolveChart(reference)).toMatchObject({ digest, values: { replicas: 1 } });
  });
});
