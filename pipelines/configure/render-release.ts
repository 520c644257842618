import { type Origin, renderApplication } from '../../shared/argocd/application.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { releaseFiles } from '../../shared/release/state-store.ts';
import type { DeliveredRelease } from '../../shared/release/surroundings.ts';
import { printYaml } from '../../shared/yaml.ts';
import type { Plan } from './plan-release.ts';

/** The three files of a release, by path. */
export function renderRelease(
  plan: Plan,
  { platform, origin }: { platform: Platform; origin: Origin },
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
    [files.application, printYaml(renderApplication(release, { chart, platform, origin }))],
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
