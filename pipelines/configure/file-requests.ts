import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { ExistingRequest, RequestSource } from '../../shared/release/existing-request.ts';
import { checkDeclaration } from '../../shared/release/platform-changes.ts';
import { printRequest } from '../../shared/release/request-reference.ts';
import { isOwnChart } from './allowed-charts.ts';
import { existingObjects } from './existing-objects.ts';
import { filePlatform } from './file-platform.ts';
import { neededOperators } from './list-operators.ts';
import { toExistingRequest } from './to-existing-request.ts';

/**
 * Returns a source of requests from files, instead of the API server.
 *
 * @param options.platforms reads the delivered BootstrapClaims. Called at the first read, so that a problem of one of them
 *   refuses the request
 * @param options.objects other requests, the oldest first, including the current one
 * @param options.platformNamespace namespace whose BootstrapClaims declare platforms
 */
export function fileRequests(options: {
  readonly platforms: () => readonly KubernetesObject[];
  readonly objects: readonly KubernetesObject[];
  readonly platformNamespace?: string;
}): RequestSource {
  const { objects, platformNamespace } = options;
  return {
    async listRequests() {
      const platforms = options.platforms().map((object) => filePlatform(object, platformNamespace));
      checkPlatforms(platforms);
      const others = existingObjects(objects, platformNamespace).map((object) =>
        toExistingRequest(object, platformNamespace),
      );
      return joinRequests(platforms, others);
    },
  };
}

/**
 * Refuses delivered BootstrapClaims from files that declare the same platform: the result must not depend on their
 * order.
 *
 * @throws RequestError `PlatformConflict` if two declare the same environment or cluster type
 */
export function checkPlatforms(claims: readonly ExistingRequest[]): void {
  claims.forEach(({ platform, ...self }, index) => {
    if (platform !== undefined)
      checkDeclaration({ platform, self, isOwnChart, neededOperators, requests: claims.slice(0, index) });
  });
}

/** Joins platforms and requests in one list. A BootstrapClaim in both is listed once, with its delivered state. */
export function joinRequests(
  platforms: readonly ExistingRequest[],
  requests: readonly ExistingRequest[],
): ExistingRequest[] {
  const delivered = new Map(platforms.map((request) => [printRequest(request), request]));
  const joined = requests.map((request): ExistingRequest => {
    const platform = delivered.get(printRequest(request))?.platform;
    delivered.delete(printRequest(request));
    return platform === undefined ? request : { ...request, platform };
  });
  return [...delivered.values(), ...joined];
}
