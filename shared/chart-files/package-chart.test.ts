import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { unpackTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { chartFiles } from '../../test/support/test-registry.ts';
import { readChartArchive } from './chart-archive.ts';
import { computeDigest } from './compute-digest.ts';
import { packageChart } from './package-chart.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('packageChart()', () => {
  it('produces the same bytes on every machine and version of Node', async () => {
    const { archive, config, digest } = await packageChart(chartFiles());
    expect(computeDigest(archive)).toBe(
      'sha256:bfe8ca3e12196a5ebf4f40eb27207f6e140ccd41b4f25c4b5f9b9d0a32876a21',
    );
    expect(computeDigest(config)).toBe(
      'sha256:316bb8999cb0b59739edf4ae0b10758d3362cece980d4aaa9a85e8381c52b34e',
    );
    expect(digest).toBe('sha256:e397798740935af2082a7f11f2d51bc8ae2842db15ac466f017581bd83523fc7');
  });

  it('produces the same bytes for any order of the files', async () => {
    const files = [...chartFiles()];
    const forwards = await packageChart(new Map(files));
    const backwards = await packageChart(new Map(files.reverse()));
    expect(backwards).toEqual(forwards);
  });

  it('produces another digest if one byte of a file differs', async () => {
    const one = await packageChart(chartFiles({ 'values.yaml': 'replicas: 1\n' }));
    const two = await packageChart(chartFiles({ 'values.yaml': 'replicas: 2\n' }));
    expect(one.digest).not.toBe(two.digest);
  });

  it('writes sorted entries without modification time, owner or file mode', async () => {
    const { archive } = await packageChart(chartFiles());
    const headers = (await unpackTar(gunzipSync(archive), { strict: true })).map(({ header }) => header);
    expect(headers.map(({ name }) => name)).toEqual([
      'web/Chart.yaml',
      'web/templates/service.yaml',
      'web/values.yaml',
    ]);
    for (const { mtime, mode, uid, gid, uname = '', gname = '' } of headers) {
      expect({ mtime: mtime?.getTime(), mode, uid, gid, uname, gname }).toEqual({
        mtime: 0,
        mode: 0o644,
        uid: 0,
        gid: 0,
        uname: '',
        gname: '',
      });
    }
  });

  it('skips files and folders that start with a dot', async () => {
    const files = chartFiles({ '.helmignore': 'x', 'templates/.DS_Store': 'x', '.git/config': 'x' });
    expect((await packageChart(files)).digest).toBe((await packageChart(chartFiles())).digest);
  });

  it('writes Chart.yaml with the field order, escapes and strings of Helm', async () => {
    const yaml =
      'type: application\nappVersion: 16\nname: web\nversion: 1.0.0\ndescription: A <web> & server\n' +
      'deprecated: false\nkeywords: [b, 3]\nannotations: {z: 1, a: "2"}\nunknown: 1\n' +
      'maintainers: [{url: "https://x.example", name: Team}]\napiVersion: v2\n';
    const { config } = await packageChart(chartFiles({ 'Chart.yaml': yaml }));
    expect(text(config)).toBe(
      '{"name":"web","version":"1.0.0","description":"A \\u003cweb\\u003e \\u0026 server","keywords":["b","3"],' +
        '"maintainers":[{"name":"Team","url":"https://x.example"}],"apiVersion":"v2","appVersion":"16",' +
        '"annotations":{"a":"2","z":"1"},"type":"application"}',
    );
  });

  it('references both blobs in a manifest without a timestamp', async () => {
    const { archive, config, manifest } = await packageChart(chartFiles());
    expect(JSON.parse(text(manifest))).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.cncf.helm.config.v1+json',
        digest: computeDigest(config),
        size: config.length,
      },
      layers: [
        {
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          digest: computeDigest(archive),
          size: archive.length,
        },
      ],
      annotations: {
        'org.opencontainers.image.description': 'A web server',
        'org.opencontainers.image.title': 'web',
        'org.opencontainers.image.version': '1.0.0',
      },
    });
  });

  it('produces an archive that readChartArchive() reads', async () => {
    const segment = fc.stringMatching(/^[a-z0-9][a-zA-Z0-9_.-]{0,60}$/);
    const path = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((segments) => `docs/${segments.join('/')}`);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, fc.string()), async (files) => {
        const { archive } = await packageChart(chartFiles(files));
        expect(await readChartArchive(archive)).toMatchObject({ name: 'web', values: { replicas: 1 } });
      }),
      { numRuns: 50 },
    );
  });
});
