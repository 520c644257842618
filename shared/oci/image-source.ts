import { problem, RequestError, UnavailableError } from '../errors.ts';
import type { ImageReference, ImageSource } from '../release/image-source.ts';
import { parseReference } from './reference.ts';
import { openRegistry, type Registry, type RegistryOptions } from './registry-client.ts';

/**
 * Returns a source of digests from OCI registries. It asks for each tag once, and concurrent callers wait for the same
 * answer, so that all releases of a run get the same image.
 */
export function registryImages(options: RegistryOptions = {}): ImageSource {
  const registries = new Map<string, Registry>();
  const digests = new Map<string, Promise<string>>();
  return {
    resolveDigest(image: ImageReference): Promise<string> {
      const key = `${image.registry}/${image.repository}:${image.tag}`;
      const open = (): Registry => {
        const registry =
          registries.get(image.registry) ??
          openRegistry(addressOf(image), { ...options, plainHTTP: image.plainHTTP });
        registries.set(image.registry, registry);
        return registry;
      };
      const digest = digests.get(key) ?? lookUp(image, open);
      digests.set(key, digest);
      return digest;
    },
  };
}

/** Returns the host that serves the images of a registry, which differs from its name for Docker Hub. */
function addressOf({ registry, repository }: ImageReference): string {
  return parseReference(`oci://${registry}/${repository}`).registry;
}

async function lookUp(image: ImageReference, open: () => Registry): Promise<string> {
  const { registry, repository, tag } = image;
  const name = `${registry}/${repository}:${tag}`;
  const digest = await open()
    .repository(repository)
    .resolveTag(tag)
    .catch((error: unknown) => {
      if (error instanceof UnavailableError || !(error instanceof RequestError)) throw error;
      const [{ message } = { message: '' }] = error.problems;
      const reason = error.reason === 'RegistryUnsafe' ? error.reason : 'RegistryRefused';
      throw new RequestError(reason, [problem('', message)], { cause: error });
    });
  if (digest !== undefined) return digest;
  const message = `Image "${name}" does not exist: the registry answered 404; push it, or correct its name`;
  throw new RequestError('ImageNotFound', [problem('', message)]);
}
