import { type DeliveredFile, releaseDelivery } from '../../shared/argocd/delivery.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import { deliveredAmounts } from '../../shared/release/namespace-quota.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { printRequest, type RequestReference } from '../../shared/release/request-reference.ts';
import { releaseFiles } from '../../shared/release/state-store.ts';
import { printYaml } from '../../shared/yaml.ts';
import { isOwnChart } from './allowed-charts.ts';
import type { Plan } from './plan-release.ts';
import type { PlanRules } from './value-rules.ts';

/** Request and platform of a release. */
export interface RenderContext {
  readonly platform: Platform;
  readonly request: RequestReference;
  /** BootstrapClaim of the platform. */
  readonly declaredBy: RequestReference;
  /** True if an InfrastructureClaim has made the namespace. */
  readonly isNamespaceClaimed: boolean;
}

/** Returns the files of a release: its values, its chart, and those of its delivery. */
export function renderRelease(
  plan: Plan,
  { platform, request, declaredBy, isNamespaceClaimed }: RenderContext,
): DeliveredFile[] {
  const { release, chart, layers, merged, overrides } = plan;
  const files = releaseFiles(release);
  const config = {
    chart: chart.name,
    version: chart.version,
    repository: platform.chartsRepository.url,
    digest: chart.digest,
  };
  return [
    [files.values, printValues({ chart, layers, merged, sources: [request, declaredBy].map(printRequest) })],
    [files.config, printYaml(config)],
    ...releaseDelivery(release, {
      chart,
      values: overrides,
      isThirdParty: !isOwnChart(chart.name),
      isScaledByCluster: release.isScaledByCluster?.(merged) ?? false,
      isNamespaceClaimed,
      platform,
      request,
    }),
  ];
}

/** Returns the entry of `status.releases[]`. Containers without amounts count as the limits of the namespace say. */
export function deliveredRelease(
  { release, chart, facts, values }: Plan,
  { namespaceDefaults, ownerLimits }: Pick<PlanRules, 'namespaceDefaults' | 'ownerLimits'>,
): DeliveredRelease {
  const { namespace } = release;
  const limits = namespaceDefaults?.limits ?? ownerLimits?.defaults.limits;
  const amounts = deliveredAmounts({ release, values }, { namespace, defaults: { limits } });
  return {
    name: release.name,
    chart: chart.name,
    version: chart.version,
    digest: chart.digest,
    values: releaseFiles(release).values,
    namespace: release.namespace,
    ...facts,
    ...(amounts && { amounts }),
    ...(release.stateful ? { protected: release.protected } : {}),
  };
}
