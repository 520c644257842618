import { forEvery } from '../../shared/errors.ts';
import type { ChartSource } from '../../shared/helm/chart.ts';
import { type Delivered, delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { Request } from '../../shared/promise/define-promise.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import { checkDataSafety, checkMoves } from '../../shared/release/data-safety.ts';
import { checkNames } from '../../shared/release/ownership.ts';
import {
  deliveredPlatforms,
  type Placement,
  type PlacementSpec,
  resolvePlacement,
} from '../../shared/release/placement.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { checkDeclaration } from '../../shared/release/platform-changes.ts';
import type { Release } from '../../shared/release/release.ts';
import type { Surroundings, SurroundingsSource } from '../../shared/release/surroundings.ts';
import { definitionOf } from './definition-of.ts';
import { describeDelivery } from './describe-delivery.ts';
import { type Plan, planRelease } from './plan-release.ts';
import { renderPlatform } from './render-platform.ts';
import { deliveredRelease, renderRelease } from './render-release.ts';
import { resolveCharts } from './resolve-charts.ts';
import { summarise } from './summarise.ts';

/** What a run reads from. */
export interface Edges {
  readonly surroundings: SurroundingsSource;
  readonly charts: ChartSource;
  /** What the platform's registry lacks of the locked charts; absent where no registry is asked. */
  readonly lockedChartWarnings?: (platform: Platform) => Promise<readonly string[]>;
}

/**
 * The path of every request: gather, decide, and return what is to be written. Nothing is written here, and between
 * the last reading and the end everything is synchronous and pure.
 *
 * @throws RequestError where somebody must change something, with every problem and its path
 * @throws UnavailableError where a registry or the API server did not answer
 */
export async function configure(object: KubernetesObject, edges: Edges): Promise<Delivered> {
  const definition = definitionOf(object);
  const request = parseRequest(definition, object);
  const surroundings = await edges.surroundings.readSurroundings();
  const platform = definition.platform?.(request);
  if (platform !== undefined) return declare(request, platform, { object, surroundings, edges });
  const placement = placementOf(request, request.spec as PlacementSpec, surroundings);
  const releases = definition.releases(request, placement);
  return deliver(request, releases, { object, placement, surroundings, edges });
}

async function deliver(
  request: Request<unknown>,
  releases: readonly Release[],
  context: { object: KubernetesObject; placement: Placement; surroundings: Surroundings; edges: Edges },
): Promise<Delivered> {
  const { placement, surroundings, edges } = context;
  const { platform } = placement;
  const charts = await resolveCharts(releases, { platform, source: edges.charts });
  const decisions = [
    (): Plan[] => {
      checkNames(releases, { self: summarise(context.object), surroundings });
      return [];
    },
    (): Plan[] => {
      const plans = forEvery(releases, (release, index) => planRelease(release, charts[index]!));
      checkDataSafety(plans, request.delivered.releases);
      return plans;
    },
  ];
  const plans = forEvery(decisions, (decide) => decide()).flat();
  return delivered({
    files: new Map(plans.flatMap((plan) => renderRelease(plan, { platform, origin: request }))),
    status: {
      message: describeDelivery(releases, placement.environment),
      environment: placement.environment,
      clusterType: placement.clusterType,
      releases: plans.map(deliveredRelease),
      warnings: [...request.warnings, ...plans.flatMap(({ warnings }) => warnings)],
    },
  });
}

async function declare(
  request: Request<unknown>,
  platform: Platform,
  { object, surroundings, edges }: { object: KubernetesObject; surroundings: Surroundings; edges: Edges },
): Promise<Delivered> {
  checkDeclaration({ platform, self: summarise(object), requests: surroundings.requests });
  const chartWarnings = (await edges.lockedChartWarnings?.(platform)) ?? [];
  const { clusterType, environments } = platform.gitOps;
  return delivered({
    files: new Map(renderPlatform(platform)),
    status: {
      message: `Cluster type ${clusterType} declared with ${environments.join(', ')}`,
      clusterType,
      platform,
      releases: [],
      warnings: [...request.warnings, ...chartWarnings],
    },
  });
}

function placementOf(request: Request<unknown>, text: PlacementSpec, { requests }: Surroundings): Placement {
  checkMoves(text, request.delivered);
  return resolvePlacement(text, {
    platforms: deliveredPlatforms(requests),
    requestNamespace: request.namespace,
  });
}
