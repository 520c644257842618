import { gzipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { scalarText } from '../scalar-text.ts';
import { archiveBudget, readArchiveFiles } from './archive-files.ts';
import { printChartConfig, printGoJSON } from './chart-config.ts';
import { type ChartMetadata, readChartMetadata } from './chart-files.ts';
import { mediaTypes } from './chart-media-types.ts';
import { computeDigest } from './compute-digest.ts';

/** Chart for a registry: two blobs and their manifest. */
export interface PackagedChart {
  readonly name: string;
  readonly version: string;
  /** Chart layer: `<name>-<version>.tgz`. */
  readonly archive: Uint8Array;
  /** Config blob: `Chart.yaml` as JSON. */
  readonly config: Uint8Array;
  readonly manifest: Uint8Array;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
}

/**
 * Packages a chart reproducibly: the same files produce the same bytes on every machine and version of Node. Entries are
 * sorted and have no timestamp, owner or file mode, and fflate compresses them, because the output of zlib depends on the
 * version of Node. Files and folders that start with a dot are skipped.
 *
 * @param files content by path in the chart, with `/`
 * @throws RequestError `InvalidChart` if `Chart.yaml` is missing or invalid
 */
export async function packageChart(files: ReadonlyMap<string, Uint8Array>): Promise<PackagedChart> {
  const metadata = readChartMetadata(files);
  return describePackage(metadata, await packArchive(metadata.name, files));
}

/**
 * Returns an existing archive for a registry, unchanged.
 *
 * @throws RequestError `InvalidChart` if it is not a chart
 */
export async function packageArchive(archive: Uint8Array): Promise<PackagedChart> {
  const files = new Map<string, Uint8Array>();
  const budget = archiveBudget();
  const isWanted = (path: string): boolean => path === 'Chart.yaml';
  for await (const { path, content } of readArchiveFiles(archive, { budget, isWanted })) {
    files.set(path, content);
  }
  return describePackage(readChartMetadata(files), archive);
}

function describePackage(metadata: ChartMetadata, archive: Uint8Array): PackagedChart {
  const config = encode(printChartConfig(metadata));
  const manifest = encode(printManifest(metadata, { archive, config }));
  const { name, version } = metadata;
  return { name, version, archive, config, manifest, digest: computeDigest(manifest) };
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

/** Prints the manifest without a timestamp, so that its digest is known before the push. */
function printManifest(
  { name, version, description }: ChartMetadata,
  { archive, config }: { archive: Uint8Array; config: Uint8Array },
): string {
  return printGoJSON({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: computeDigest(config), size: config.length },
    layers: [{ mediaType: mediaTypes.chart, digest: computeDigest(archive), size: archive.length }],
    // OCI image spec, "Pre-Defined Annotation Keys".
    annotations: {
      ...(description ? { 'org.opencontainers.image.description': scalarText(description) } : {}),
      'org.opencontainers.image.title': name,
      'org.opencontainers.image.version': version,
    },
  });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
