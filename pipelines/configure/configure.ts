import { forEvery } from '../../shared/errors.ts';
import type { ChartSource } from '../../shared/helm/chart.ts';
import { type Delivered, delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { Request } from '../../shared/promise/define-promise.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import { checkDataSafety, checkMoves } from '../../shared/release/data-safety.ts';
import type { ExistingRequest, RequestSource } from '../../shared/release/existing-request.ts';
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
import { definitionOf } from './definition-of.ts';
import { describeDelivery } from './describe-delivery.ts';
import { type Plan, planRelease } from './plan-release.ts';
import { renderPlatform } from './render-platform.ts';
import { deliveredRelease, renderRelease } from './render-release.ts';
import { resolveCharts } from './resolve-charts.ts';
import { toExistingRequest } from './to-existing-request.ts';

/** What a run reads from. */
export interface Edges {
  readonly requests: RequestSource;
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
  const self = toExistingRequest(object);
  const requests = await edges.requests.listRequests();
  const platform = definition.platform?.(request);
  if (platform !== undefined) return declare(request, platform, { self, requests, edges });
  const placement = placementOf(request, request.spec as PlacementSpec, requests);
  const releases = definition.releases(request, placement);
  return deliver(request, releases, { self, placement, requests, edges });
}

/** Everything that a run has read besides the request itself. */
interface Context {
  /** Current request, as other runs see it. */
  readonly self: ExistingRequest;
  readonly requests: readonly ExistingRequest[];
  readonly edges: Edges;
}

async function deliver(
  request: Request<unknown>,
  releases: readonly Release[],
  { self, placement, requests, edges }: Context & { readonly placement: Placement },
): Promise<Delivered> {
  const { platform } = placement;
  const charts = await resolveCharts(releases, { platform, source: edges.charts });
  const decisions = [
    (): Plan[] => {
      checkNames(releases, { self, requests });
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
    files: new Map(plans.flatMap((plan) => renderRelease(plan, { platform, request }))),
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
  { self, requests, edges }: Context,
): Promise<Delivered> {
  checkDeclaration({ platform, self, requests });
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

function placementOf(
  request: Request<unknown>,
  spec: PlacementSpec,
  requests: readonly ExistingRequest[],
): Placement {
  checkMoves(spec, request.delivered);
  return resolvePlacement(spec, {
    platforms: deliveredPlatforms(requests),
    requestNamespace: request.namespace,
  });
}
