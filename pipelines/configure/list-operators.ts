import { services } from '../../promises/services.ts';
import type { PlatformSurroundings } from '../../shared/argocd/delivery.ts';
import type { Platform } from '../../shared/release/platform.ts';

/** Returns each operator that a platform installs once, however many services need it. */
export function listOperators(platform: Platform): PlatformSurroundings['operators'] {
  const known = new Map(services.map(({ operator }) => [operator.name, operator]));
  return platform.operators.toSorted().map((name) => {
    const source = known.get(name)?.source;
    if (source === undefined) throw new Error(`The schema accepts the unknown operator "${name}"`);
    const { appVersion: _, ...rest } = source;
    return { name, ...rest };
  });
}
