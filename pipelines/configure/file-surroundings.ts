import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { checkDeclaration } from '../../shared/release/platform-changes.ts';
import type { ExistingRequest, SurroundingsSource } from '../../shared/release/surroundings.ts';
import { existingObjects } from './existing-objects.ts';
import { filePlatform } from './file-platform.ts';
import { summarise } from './summarise.ts';

/**
 * The twin of the API server's look-up: all that exists is what is given.
 *
 * @param options.platforms reads the delivered BootstrapClaims; read with the first look-up, so that what is wrong
 *   with one of them is an answer to the request
 * @param options.objects the other requests, the oldest first; the one that runs is among them
 */
export function fileSurroundings(options: {
  readonly platforms: () => readonly KubernetesObject[];
  readonly objects: readonly KubernetesObject[];
}): SurroundingsSource {
  return {
    async readSurroundings() {
      const platforms = options.platforms().map(filePlatform);
      checkPlatforms(platforms);
      return { requests: joinRequests(platforms, existingObjects(options.objects).map(summarise)) };
    },
  };
}

/**
 * Makes sure that delivered BootstrapClaims from files can stand beside one another: which of two counts must not
 * depend on their order.
 *
 * @throws RequestError `PlatformConflict` where one declares what another one does
 */
export function checkPlatforms(claims: readonly ExistingRequest[]): void {
  claims.forEach(({ platform, ...self }, index) => {
    if (platform !== undefined) checkDeclaration({ platform, self, requests: claims.slice(0, index) });
  });
}

/** Platforms and requests as one list: a BootstrapClaim that is both stands in it once, with what it delivers. */
export function joinRequests(
  platforms: readonly ExistingRequest[],
  requests: readonly ExistingRequest[],
): ExistingRequest[] {
  const delivered = new Map(platforms.map((request) => [identityOf(request), request]));
  const joined = requests.map((request): ExistingRequest => {
    const platform = delivered.get(identityOf(request))?.platform;
    delivered.delete(identityOf(request));
    return platform === undefined ? request : { ...request, platform };
  });
  return [...delivered.values(), ...joined];
}

/** `ApplicationClaim team-shop/web`: what a request is called, and what no other one is called. */
export function identityOf({
  kind,
  namespace,
  name,
}: Pick<ExistingRequest, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}
