import { findDefinition } from '../../pipelines/configure/find-definition.ts';
import { findPlacement } from '../../pipelines/configure/find-placement.ts';
import { type Plan, planRelease } from '../../pipelines/configure/plan-release.ts';
import { resolveCharts } from '../../pipelines/configure/resolve-charts.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import { type Case, edgesOf, readInput } from './cases.ts';

/** Returns the releases of an accepted case with the layers of their values, which the written files do not show. */
export async function plansOf(oneCase: Case): Promise<Plan[]> {
  const object = readInput(oneCase);
  const definition = findDefinition(object);
  const request = parseRequest(definition, object);
  const { requests: source, charts } = edgesOf(oneCase);
  const requests = await source.listRequests();
  if (definition.platform !== undefined) return [];
  const placement = findPlacement(definition, request, requests);
  const releases = definition.releases(request, placement, () => []);
  const resolved = await resolveCharts(releases, { platform: placement.platform, source: charts });
  return releases.map((release, index) => planRelease(release, resolved[index]!, placement.platform));
}
