/** Image in a registry. */
export interface ImageReference {
  /** `host[:port]`; `docker.io` for Docker Hub. */
  readonly registry: string;
  /** Path below the registry, such as `library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  /** True if the registry has no TLS. */
  readonly plainHTTP?: boolean;
}

/** Source of the digests of images. */
export interface ImageSource {
  /**
   * Returns the digest of a tag: that of the index for an image of several platforms.
   *
   * @throws RequestError `ImageNotFound`, `RegistryRefused` or `RegistryUnsafe`
   * @throws UnavailableError `RegistryUnavailable`
   */
  readonly resolveDigest: (image: ImageReference) => Promise<string>;
}

/** Registry of images whose name has no host. */
const dockerHub = 'docker.io';

/**
 * Returns true if the first part of a reference is the host of a registry: one with a dot or a port, or `localhost`
 * (github.com/distribution/reference, `splitDockerDomain`).
 */
export function isRegistryHost(part: string): boolean {
  return part === 'localhost' || /[.:]/.test(part);
}

/** Splits the repository of an image as container runtimes do. */
export function splitRepository(image: string): { registry: string; repository: string } {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isHost = isRegistryHost(first);
  const registry = isHost ? normalizeRegistry(first) : dockerHub;
  const repository = isHost ? image.slice(slash + 1) : image;
  return { registry, repository: addLibrary(registry, repository) };
}

/** Returns the name of a registry in lower case, and one name for Docker Hub. */
export function normalizeRegistry(host: string): string {
  const lower = host.toLowerCase();
  return lower === 'index.docker.io' || lower === 'registry-1.docker.io' ? dockerHub : lower;
}

/** Adds the folder of Docker Hub's official images. */
function addLibrary(registry: string, repository: string): string {
  return registry === dockerHub && !repository.includes('/') ? `library/${repository}` : repository;
}
