import { renderApplication } from '../../shared/argocd/application.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import type { Platform } from '../../shared/release/platform.ts';
import type { RequestReference } from '../../shared/release/request-reference.ts';
import { releaseFiles } from '../../shared/release/state-store.ts';
import { printYaml } from '../../shared/yaml.ts';
import type { Plan } from './plan-release.ts';

/** The three files of a release, by path. */
export function renderRelease(
  plan: Plan,
  { platform, request }: { platform: Platform; request: RequestReference },
): [string, string][] {
  const { release, chart, layers, merged } = plan;
  const files = releaseFiles(release);
  const config = {
    chart: chart.name,
    version: chart.version,
    repository: platform.chartsRepository.url,
    digest: chart.digest,
  };
  return [
    [files.values, printValues({ chart: chart.values, layers, merged })],
    [files.config, printYaml(config)],
    [files.application, printYaml(renderApplication(release, { chart, platform, request }))],
  ];
}

/** The entry of `status.releases[]`: what is delivered once the files are in the state store. */
export function deliveredRelease({ release, chart, facts }: Plan): DeliveredRelease {
  return {
    name: release.name,
    chart: chart.name,
    version: chart.version,
    digest: chart.digest,
    values: releaseFiles(release).values,
    namespace: release.namespace,
    ...facts,
    ...(release.stateful ? { protected: release.protected } : {}),
  };
}
