import { definitionOf } from '../../../pipelines/configure/definition-of.ts';
import { type Plan, planRelease } from '../../../pipelines/configure/plan-release.ts';
import { resolveCharts } from '../../../pipelines/configure/resolve-charts.ts';
import { parseRequest } from '../../../shared/promise/parse-request.ts';
import { resolvePlacement } from '../../../shared/release/placement.ts';
import { type Case, edgesOf, readInput } from '../../support/cases.ts';

/** The releases of an accepted case with the layers of their values, which the written files no longer show. */
export async function plansOf(oneCase: Case): Promise<Plan[]> {
  const object = readInput(oneCase);
  const definition = definitionOf(object);
  const request = parseRequest(definition, object);
  const { surroundings, charts } = edgesOf(oneCase);
  const { requests } = await surroundings.readSurroundings();
  const platforms = requests.flatMap(({ platform }) => (platform === undefined ? [] : [platform]));
  const { releases, place } = definition.ask(request, (text) =>
    resolvePlacement(text, { platforms, requestNamespace: request.namespace }),
  );
  if (place === undefined) return [];
  const resolved = await resolveCharts(releases, { platform: place.platform, source: charts });
  return releases.map((release, index) => planRelease(release, resolved[index]!));
}
