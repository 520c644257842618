import { chartKinds } from '../../promises/chart-kinds.ts';
import { services } from '../../promises/services.ts';
import { type DeliveredFile, type PlatformContext, platformDelivery } from '../../shared/argocd/delivery.ts';
import { namespaceChart } from '../../shared/release/namespace-defaults.ts';
import { ownOperators } from '../../shared/release/operator.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { requestKinds, thirdPartyCharts } from './allowed-charts.ts';
import { listOperators } from './list-operators.ts';

/** Returns the files of a platform: everything of a cluster type that exists before the first request. */
export function renderPlatform(
  platform: Platform,
  context: Pick<PlatformContext, 'platforms' | 'formerlyShared' | 'namespaceDefaults'>,
): DeliveredFile[] {
  return platformDelivery(platform, {
    ...context,
    operators: listOperators(ownOperators(platform)),
    kinds: [...requestKinds(), ...services.flatMap(({ operator }) => operator?.createdKinds ?? [])],
    thirdPartyCharts: thirdPartyCharts(platform),
    infrastructure: {
      chart: namespaceChart,
      kinds: chartKinds[namespaceChart]!.filter((kind) => kind !== 'Namespace'),
    },
  });
}
