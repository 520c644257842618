import { versionToTag } from '../chart-files/chart-identity.ts';
import { changedChartsError } from '../chart-files/charts-lock.ts';
import type { PackagedChart } from '../chart-files/package-chart.ts';
import type { Repository } from './repository.ts';

/** Result of a push: the tag is new, already pointed to the same chart, or pointed to another one. */
export type PushResult = 'pushed' | 'unchanged' | 'replaced';

/**
 * Pushes a packaged chart under its version: the blobs, then the manifest, so that no reader finds an incomplete chart.
 *
 * @param options.replace true to move the tag; otherwise the content of a version never changes
 * @throws RequestError `InvalidChart` if the version exists with other content, `RegistryRefused`
 * @throws UnavailableError `RegistryUnavailable`
 */
export async function pushChart(
  repository: Repository,
  chart: PackagedChart,
  { replace = false }: { replace?: boolean } = {},
): Promise<PushResult> {
  const tag = versionToTag(chart.version);
  const present = await repository.resolveTag(tag);
  if (present === chart.digest) return 'unchanged';
  if (present !== undefined && !replace) {
    throw changedChartsError([chart]);
  }
  await repository.pushBlob(chart.config);
  await repository.pushBlob(chart.archive);
  await repository.pushManifest(tag, chart.manifest);
  return present === undefined ? 'pushed' : 'replaced';
}
