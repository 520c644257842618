import { services } from '../../promises/services.ts';
import {
  type DeliveredFile,
  type PlatformSurroundings,
  platformDelivery,
} from '../../shared/argocd/delivery.ts';
import type { Platform } from '../../shared/release/platform.ts';

/** Returns the files of a platform: everything of a cluster type that exists before the first request. */
export function renderPlatform(
  platform: Platform,
  surroundings: Omit<PlatformSurroundings, 'operators'>,
): DeliveredFile[] {
  return platformDelivery(platform, { operators: listOperators(platform), ...surroundings });
}

/** Returns each operator once, however many services need it. */
function listOperators(platform: Platform): PlatformSurroundings['operators'] {
  const known = new Map(services.map(({ operator }) => [operator.name, operator]));
  return platform.operators.toSorted().map((name) => {
    const source = known.get(name)?.source;
    if (source === undefined) throw new Error(`The schema accepts the unknown operator "${name}"`);
    const { appVersion: _, ...rest } = source;
    return { name, ...rest };
  });
}
