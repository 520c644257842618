import { collect, UnavailableError } from '../../shared/errors.ts';
import type { ChartSource } from '../../shared/helm/chart.ts';
import { type Delivered, deliveredOutcome } from '../../shared/kratix/outcome.ts';
import { collectOutput } from '../../shared/kratix/output-size.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { PromiseDefinition, Request } from '../../shared/promise/define-promise.ts';
import type {
  DeliveredStatus,
  ExistingRequest,
  RequestSource,
} from '../../shared/release/existing-request.ts';
import { formerArchives } from '../../shared/release/former-archives.ts';
import type { ImageSource } from '../../shared/release/image-source.ts';
import { defaultsOfPlacement } from '../../shared/release/namespace-defaults.ts';
import { findNamespaceOwner, limitsOfOwner, usageByOthers } from '../../shared/release/namespace-usage.ts';
import { deliveredPlatforms, type Placement } from '../../shared/release/placement.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { checkDeclaration, requestsDeliveringTo } from '../../shared/release/platform-changes.ts';
import { checkPlatformNamespace } from '../../shared/release/platform-namespace.ts';
import type { Release } from '../../shared/release/release.ts';
import { isSameRequest } from '../../shared/release/request-reference.ts';
import { shareOperators } from '../../shared/release/shared-operators.ts';
import { keepNames } from '../../shared/release/state-store.ts';
import { chartWarnings, isOwnChart } from './allowed-charts.ts';
import { atFields } from './at-fields.ts';
import { checkPlatformValues, resolvePlatformCharts } from './check-platform-values.ts';
import { describeDelivery } from './describe-delivery.ts';
import { findDefinition } from './find-definition.ts';
import { findPlacement } from './find-placement.ts';
import { neededOperators } from './list-operators.ts';
import {
  namespacesDelivery,
  namespaceWarnings,
  planNamespaces,
  resolveNamespaces,
  securityWarnings,
} from './namespace-defaults.ts';
import { ownerWarnings } from './namespace-owner.ts';
import { parseOrRefuse } from './parse-or-refuse.ts';
import { pinImages } from './pin-images.ts';
import { planAndCheck } from './plan-and-check.ts';
import type { Plan } from './plan-release.ts';
import { renderPlatform } from './render-platform.ts';
import { deliveredRelease, type RenderContext, renderRelease } from './render-release.ts';
import { resolveCharts } from './resolve-charts.ts';
import { toExistingRequest } from './to-existing-request.ts';

/** Sources that a run reads from. */
export interface Edges {
  readonly requests: RequestSource;
  readonly charts: ChartSource;
  /** Digests of images; absent if no registry is asked. */
  readonly images?: ImageSource;
  /** Reports locked charts that the platform's registry lacks; absent if no registry is asked. */
  readonly lockedChartWarnings?: (platform: Platform) => Promise<readonly string[]>;
  /** Namespace whose BootstrapClaims declare platforms. Defaults to `infraforge-platform`. */
  readonly platformNamespace?: string;
}

/**
 * Runs a request: reads the other requests, charts and images, decides, and returns the output. Writes nothing, and is synchronous and pure
 * after the last read.
 *
 * @throws RequestError with every problem of every stage that could be evaluated, each with its path
 * @throws UnavailableError if a registry or the API server does not answer, or a service is not delivered yet
 */
export async function configure(object: KubernetesObject, edges: Edges): Promise<Delivered> {
  const definition = findDefinition(object);
  const self = toExistingRequest(object, edges.platformNamespace);
  const run = (request: Request<unknown>): Promise<Delivered> =>
    atFields(definition, () => decide(definition, request, { self, edges }));
  return run(await parseOrRefuse(definition, object, run));
}

async function decide(
  definition: PromiseDefinition,
  request: Request<unknown>,
  { self, edges }: Pick<Context, 'self' | 'edges'>,
): Promise<Delivered> {
  const platform = definition.platform?.(request);
  if (platform !== undefined) checkPlatformNamespace(self.namespace, edges.platformNamespace);
  const requests = await edges.requests.listRequests();
  const context = { self, requests, edges, promise: definition.name };
  if (platform !== undefined) return declare(request, platform, context);
  const placement = findPlacement(definition, request, requests);
  const usageOf = usageByOthers(self, { requests, platform: placement.platform });
  const wanted = definition.releases(request, placement, usageOf);
  const releases = keepNames(wanted, request.delivered.releases);
  return deliver(request, releases, { ...context, placement });
}

/** Loads the module for entities of a catalog only if the platform has one: few do. */
async function loadCatalog({ catalog }: Platform) {
  return catalog ? import('../../shared/catalog/catalog-files.ts') : undefined;
}

/** Context of a request that a run has read. */
interface Context {
  /** Current request, as other runs see it. */
  readonly self: ExistingRequest;
  readonly requests: readonly ExistingRequest[];
  readonly edges: Edges;
  /** Name of the Promise. */
  readonly promise: string;
}

async function deliver(
  request: Request<unknown>,
  wanted: readonly Release[],
  { self, placement, requests, edges, promise }: Context & { readonly placement: Placement },
): Promise<Delivered> {
  const { platform } = placement;
  const { releases, outage } = await pinImages(wanted, {
    platform,
    source: edges.images,
    delivered: request.delivered.releases,
  });
  const charts = await resolveCharts(releases, { platform, source: edges.charts });
  const catalog = await loadCatalog(platform);
  const owner = findNamespaceOwner(requests, placement);
  const namespaceDefaults = defaultsOfPlacement(placement);
  const ownerLimits = owner && limitsOfOwner(owner);
  const rules = { ...platform, namespaceDefaults, ownerLimits };
  const { plans, bindings } = planAndCheck(request, releases, { self, requests, placement, charts, rules });
  if (outage !== undefined) throw outage;
  const [notDelivered] = bindings.waiting;
  if (notDelivered !== undefined) throw new UnavailableError('ServiceNotDelivered', notDelivered);
  const archives = formerArchives(plans, request.delivered);
  const delivered = { promise, request, placement, plans, bindings: bindings.delivered, requests };
  return deliveredOutcome({
    files: collectOutput(
      renderReleases(plans, {
        platform,
        request,
        declaredBy: declarerOf(platform, requests),
        isNamespaceClaimed: owner !== undefined,
        ...(catalog && { catalogFile: catalog.requestCatalog(delivered) }),
      }),
    ),
    status: {
      message: describeDelivery(releases, placement.environment),
      environment: placement.environment,
      ...(placement.tenant && { tenant: placement.tenant.name }),
      clusterType: placement.clusterType,
      releases: plans.map((plan) => deliveredRelease(plan, { namespaceDefaults, ownerLimits })),
      ...((bindings.delivered.length > 0 || request.delivered.bindings) && { bindings: bindings.delivered }),
      ...(archives.length > 0 && { archives }),
      warnings: [
        ...request.warnings,
        ...plans.flatMap(({ warnings }) => warnings),
        ...ownerWarnings(plans, ownerLimits),
      ],
    } satisfies DeliveredStatus,
  });
}

/** Returns the BootstrapClaim of a delivered platform. */
function declarerOf(platform: Platform, requests: readonly ExistingRequest[]): ExistingRequest {
  return requests.find((request) => request.platform === platform)!;
}

/** Renders one release after another, so that an output that is too large is not rendered completely. */
function* renderReleases(
  plans: readonly Plan[],
  { catalogFile, ...context }: RenderContext & { readonly catalogFile?: readonly [string, string] },
) {
  for (const plan of plans) yield* renderRelease(plan, context);
  if (catalogFile) yield catalogFile;
}

async function declare(
  request: Request<unknown>,
  declared: Platform,
  { self, requests, edges, promise }: Context,
): Promise<Delivered> {
  const others = requests.filter((other) => !isSameRequest(other, self));
  const platforms = deliveredPlatforms(others);
  const { installs, warnings: operatorWarnings } = shareOperators(declared, { self, others });
  const platform = { ...declared, installs };
  const charts = await resolvePlatformCharts(platform, edges.charts);
  const namespaces = await resolveNamespaces(platform, { platforms, source: edges.charts });
  const catalog = await loadCatalog(platform);
  const lockWarnings = (await edges.lockedChartWarnings?.(platform)) ?? [];
  const sources = collect((attempt) => {
    attempt(() => checkDeclaration({ platform, self, requests, isOwnChart, neededOperators }));
    attempt(() => checkPlatformValues(platform, charts));
    return attempt(() => planNamespaces(platform, namespaces))!;
  });
  const { clusterType, environments } = platform.gitOps;
  return deliveredOutcome({
    files: collectOutput([
      ...renderPlatform(platform, {
        platforms,
        formerlyShared: environments.filter((name) => hasFormerProject(requests, name)),
        namespaceDefaults: namespacesDelivery(sources, {
          before: self.platform,
          platforms,
          isClaimed: (namespace) => findNamespaceOwner(requests, { platform, namespace }) !== undefined,
        }),
      }),
      ...(catalog ? [catalog.platformCatalog(platform, { promise, request })] : []),
    ]),
    status: {
      message: `Cluster type ${clusterType} declared with ${environments.join(', ')}`,
      clusterType,
      platform,
      releases: [],
      warnings: [
        ...request.warnings,
        ...operatorWarnings,
        ...chartWarnings(platform),
        ...namespaceWarnings(platform),
        ...securityWarnings(platform, requests),
        ...lockWarnings,
      ],
    } satisfies DeliveredStatus,
  });
}

/** Returns true if a request has not run since the platform got tenants: its Applications refer to the former AppProject. */
function hasFormerProject(requests: readonly ExistingRequest[], environment: string): boolean {
  return requestsDeliveringTo(requests, [environment]).some(({ tenant }) => tenant === undefined);
}
