import { problem, RequestError } from '../errors.ts';
import { mediaTypes } from '../helm/chart-media-types.ts';
import { dockerManifest, ociIndex, ociManifest } from './constants.ts';
import { type Descriptor, Index, Manifest, parseBody } from './wire.ts';

/** Parsed manifest, or the descriptor of the manifest in an index. */
export type ParsedManifest = { readonly manifest: Manifest } | { readonly next: Descriptor };

/**
 * Parses a manifest that a registry returned.
 *
 * @param what name of the manifest for messages
 * @throws RequestError `InvalidChart` for another media type, a body that contradicts it, or an index without
 *   exactly one chart
 */
export function parseManifest(
  body: Uint8Array,
  { mediaType, what }: { mediaType: string; what: string },
): ParsedManifest {
  if (mediaType === ociIndex) {
    const index = parseBody(body, { schema: Index, what });
    checkMediaType(index.mediaType, { mediaType, what });
    return { next: findChart(index, what) };
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
 * Returns the layer with the chart: https://helm.sh/docs/topics/registries/#helm-chart-manifest
 *
 * @throws RequestError `InvalidChart` if the manifest is not that of a chart
 */
export function chartLayer({ config, layers }: Manifest, what: string): Descriptor {
  if (config.mediaType !== mediaTypes.config) {
    throw invalid(what, 'its config is not that of a Helm chart');
  }
  const charts = layers.filter(({ mediaType }) => mediaType === mediaTypes.chart);
  const unexpected = layers.find(
    ({ mediaType }) => mediaType !== mediaTypes.chart && mediaType !== mediaTypes.provenance,
  );
  if (unexpected) throw invalid(what, 'it has a layer that does not belong to a Helm chart');
  const [chart] = charts;
  if (!chart || charts.length > 1) throw invalid(what, `it has ${charts.length} chart layers instead of one`);
  return chart;
}

/** Returns the only manifest of an index, or the only one whose artifact type is a chart. */
function findChart({ manifests }: Index, what: string): Descriptor {
  const marked = manifests.filter(({ artifactType }) => artifactType === mediaTypes.config);
  const candidates = marked.length > 0 ? marked : manifests;
  const [chart] = candidates;
  if (!chart || candidates.length > 1)
    throw invalid(what, `it is an index with ${candidates.length} charts instead of one`);
  if (chart.mediaType === ociIndex) throw invalid(what, 'it is an index of indexes');
  return chart;
}

/** Refuses a body whose type contradicts its header: other readers may disagree (OCI image spec, `mediaType`). */
function checkMediaType(
  bodyMediaType: string | undefined,
  { mediaType, what }: { mediaType: string; what: string },
): void {
  if (bodyMediaType !== undefined && bodyMediaType !== mediaType)
    throw invalid(what, 'its media type differs between header and body');
}

function invalid(what: string, detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Read of ${what} failed: ${detail}`)]);
}
