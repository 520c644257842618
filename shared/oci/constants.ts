/** Headers in lower case, as in Node (OCI distribution spec, RFC 9110). */
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

/** Manifest of an image or chart: https://github.com/opencontainers/image-spec/blob/main/manifest.md */
export const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
/** Index of several manifests: https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export const ociIndex = 'application/vnd.oci.image.index.v1+json';
/** Docker's media type of a manifest: https://distribution.github.io/distribution/spec/manifest-v2-2/#media-types */
export const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
/** Docker's media type of an index. */
export const dockerIndex = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** `Accept` header with the supported manifests. */
export const acceptedManifests = [ociManifest, ociIndex, dockerManifest].join(', ');

/** `Accept` header with every type of manifest, those of Docker included, so that the registry converts none. */
export const anyManifest = [ociIndex, dockerIndex, ociManifest, dockerManifest].join(', ');

/** Media type of uploaded blobs (OCI distribution spec, pushing blobs). */
export const octetStream = 'application/octet-stream';

/** Maximum size of a manifest in bytes. That of a chart has about 1 KiB. */
export const manifestLimit = 2 ** 20;
/** Maximum number of manifests that are read from an index, nested indexes included. */
export const indexLimit = 32;
