import { mediaTypes } from '../chart-files/chart-media-types.ts';
import { problem, RequestError } from '../errors.ts';
import { dockerIndex, dockerManifest, ociIndex, ociManifest } from './constants.ts';
import { type AnyDescriptor, Descriptor, Index, Manifest, parseBody } from './wire.ts';

/** Parsed manifest, or the manifests of an index. */
export type ParsedManifest = { readonly manifest: Manifest } | { readonly index: readonly AnyDescriptor[] };

/**
 * Parses a manifest that a registry returned.
 *
 * @param what name of the manifest for messages
 * @param options.isInIndex true to accept Docker's media type of an index too, which Helm reads only there
 * @throws RequestError `InvalidChart` for another media type, or a body that contradicts it
 */
export function parseManifest(
  body: Uint8Array,
  { mediaType, what, isInIndex = false }: { mediaType: string; what: string; isInIndex?: boolean },
): ParsedManifest {
  if (mediaType === ociIndex || (isInIndex && mediaType === dockerIndex)) {
    const index = parseBody(body, { schema: Index, what });
    checkMediaType(index.mediaType, { mediaType, what });
    return { index: index.manifests };
  }
  if (mediaType !== ociManifest && mediaType !== dockerManifest) {
    // No media type is shown, because a hostile registry could put the credentials of a request there.
    throw invalid(what, 'its media type is not that of a manifest');
  }
  const manifest = parseBody(body, { schema: Manifest, what });
  checkMediaType(manifest.mediaType, { mediaType, what });
  return { manifest };
}

/**
 * Returns the manifests and indexes among the entries of an index. Other entries are ignored.
 *
 * @throws RequestError `InvalidChart` for a manifest without a valid digest
 */
export function readableManifests(index: readonly AnyDescriptor[], what: string): Descriptor[] {
  return index
    .filter(({ mediaType }) => mediaType !== undefined && readable.has(mediaType))
    .map((entry) => readDescriptor(entry, what));
}

const readable = new Set<string>([ociManifest, dockerManifest, ociIndex, dockerIndex]);

/** Returns true for the manifest of a chart. Its config decides: few writers set the artifact type of a descriptor. */
export function isChart({ config }: Manifest): boolean {
  return config?.mediaType === mediaTypes.config;
}

/**
 * Returns the layer with the chart: https://helm.sh/docs/topics/registries/#helm-chart-manifest. Ignores all other layers,
 * such as provenance and lists of components.
 *
 * @throws RequestError `InvalidChart` if the manifest is not that of a chart
 */
export function chartLayer(manifest: Manifest, what: string): Descriptor {
  if (!isChart(manifest)) throw invalid(what, 'its config is not that of a Helm chart');
  const charts = manifest.layers.filter(
    ({ mediaType }) => mediaType === mediaTypes.chart || mediaType === mediaTypes.legacyChart,
  );
  const [chart] = charts;
  if (!chart || charts.length > 1) throw invalid(what, `it has ${charts.length} chart layers instead of one`);
  return readDescriptor(chart, what);
}

function readDescriptor(entry: AnyDescriptor, what: string): Descriptor {
  const descriptor = Descriptor.safeParse(entry);
  if (descriptor.success) return descriptor.data;
  const detail = descriptor.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw invalid(what, detail.join(', '));
}

/** Refuses a body whose type contradicts its header: other readers may disagree (OCI image spec, `mediaType`). */
function checkMediaType(
  bodyMediaType: string | null | undefined,
  { mediaType, what }: { mediaType: string; what: string },
): void {
  if (bodyMediaType && bodyMediaType !== mediaType)
    throw invalid(what, 'its media type differs between header and body');
}

function invalid(what: string, detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Read of ${what} failed: ${detail}`)]);
}
