import { gzipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { printAsGo, printChartConfig } from './chart-config.ts';
import { type ChartMetadata, readChartMetadata } from './chart-files.ts';
import { mediaTypes } from './chart-media-types.ts';
import { digestOf } from './digest.ts';

/** A chart as it lies in a registry: two blobs and the manifest that names them. */
export interface PackagedChart {
  readonly name: string;
  readonly version: string;
  /** The chart layer, `<name>-<version>.tgz`. */
  readonly archive: Uint8Array;
  /** The config blob: `Chart.yaml` as JSON. */
  readonly config: Uint8Array;
  readonly manifest: Uint8Array;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
}

/**
 * Packages a chart so that the same files always give the same bytes, on every machine and version of Node:
 * entries sorted, no times, owners or modes of the disk, and a compressor that is not Node's own. Files and
 * folders whose name starts with a dot are left out; everything else is taken.
 * @param files by their path in the chart, with `/`
 * @throws RequestError `InvalidChart` where `Chart.yaml` is missing or broken
 */
export async function packageChart(files: ReadonlyMap<string, Uint8Array>): Promise<PackagedChart> {
  const metadata = readChartMetadata(files);
  const archive = await packArchive(metadata.name, files);
  const config = encode(printChartConfig(metadata));
  const manifest = encode(printManifest(metadata, { archive, config }));
  const { name, version } = metadata;
  return { name, version, archive, config, manifest, digest: digestOf(manifest) };
}

async function packArchive(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const paths = [...files.keys()].filter(
    (path) => !path.split('/').some((segment) => segment.startsWith('.')),
  );
  const entries = paths.sort().map((path) => {
    const body = files.get(path)!;
    const header = {
      name: `${name}/${path}`,
      size: body.length,
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: new Date(0),
    };
    return { header, body };
  });
  return gzipSync(await packTar(entries), { level: 9, mtime: 0 });
}

/** Nothing in it changes with the time of the push, so that the digest can be known before. */
function printManifest(
  { name, version, description }: ChartMetadata,
  { archive, config }: { archive: Uint8Array; config: Uint8Array },
): string {
  return printAsGo({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(config), size: config.length },
    layers: [{ mediaType: mediaTypes.chart, digest: digestOf(archive), size: archive.length }],
    // OCI image spec, annotations, pre-defined annotation keys
    annotations: {
      ...(description ? { 'org.opencontainers.image.description': String(description) } : {}),
      'org.opencontainers.image.title': name,
      'org.opencontainers.image.version': version,
    },
  });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
