import { chartKinds } from '../../promises/chart-kinds.ts';
import { services } from '../../promises/services.ts';
import {
  type DeliveredFile,
  type PlatformSurroundings,
  platformDelivery,
} from '../../shared/argocd/delivery.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { foreignCharts } from './allowed-charts.ts';

/** Returns the files of a platform: everything of a cluster type that exists before the first request. */
export function renderPlatform(
  platform: Platform,
  surroundings: Pick<PlatformSurroundings, 'platforms' | 'formerlyShared'>,
): DeliveredFile[] {
  return platformDelivery(platform, {
    ...surroundings,
    operators: listOperators(platform),
    kinds: [
      ...Object.values(chartKinds).flat(),
      ...services.flatMap(({ operator }) => operator.createdKinds ?? []),
    ],
    foreignCharts: foreignCharts(platform),
  });
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
