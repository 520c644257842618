/** Headers, in the lower case in which Node hands them out. OCI distribution spec, and RFC 9110. */
export const headers = {
  accept: 'accept',
  authenticate: 'www-authenticate',
  authorization: 'authorization',
  contentLength: 'content-length',
  contentType: 'content-type',
  digest: 'docker-content-digest',
  location: 'location',
  retryAfter: 'retry-after',
} as const;

/** One image or chart: https://github.com/opencontainers/image-spec/blob/main/manifest.md */
export const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
/** Several of them, one for each platform: https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export const ociIndex = 'application/vnd.oci.image.index.v1+json';
/** https://distribution.github.io/distribution/spec/manifest-v2-2/#media-types */
export const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';

/** Manifests that a registry may answer with. */
export const acceptedManifests = [ociManifest, ociIndex, dockerManifest].join(', ');

/** Bytes of which nothing is said: what a blob is uploaded as (OCI distribution spec, pushing blobs). */
export const octetStream = 'application/octet-stream';

/** Bytes of a manifest or token that is read. A chart's manifest has about one KiB, an index with signatures some more. */
export const manifestLimit = 2 ** 20;
