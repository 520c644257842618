import { type Problem, RequestError } from '../errors.ts';
import { destinationKey } from './destination.ts';
import type { DeliveredRelease, ExistingRequest } from './existing-request.ts';
import { parseIngressUrl } from './ingress-urls.ts';
import { hasOperator } from './operator.ts';
import { allowsDelivery } from './placement.ts';
import type { Platform } from './platform.ts';
import { platformConflicts } from './platform-conflicts.ts';
import { isSameRequest, printRequest, type RequestReference } from './request-reference.ts';
import { findTenant, hostProblem } from './tenant.ts';

/** Platform that a BootstrapClaim declares, with all existing requests. */
export interface Declaration {
  readonly platform: Platform;
  readonly self: RequestReference & { readonly platform?: Platform };
  readonly requests: readonly ExistingRequest[];
  /** Returns true for a chart that requests may always use. */
  readonly isOwnChart: (name: string) => boolean;
  /** Returns the names of the operators that a delivered release needs. */
  readonly neededOperators: (release: DeliveredRelease) => readonly string[];
}

/**
 * Checks a BootstrapClaim against other delivered BootstrapClaims and against the requests that use its environments.
 *
 * @throws RequestError `PlatformConflict` if another claim declares the same cluster type or environment, or writes to
 *   another state store; `EnvironmentInUse` if requests deliver to an environment that would change or disappear
 */
export function checkDeclaration(declaration: Declaration): void {
  const { platform, self, requests } = declaration;
  const others = requests.filter((other) => !isSameRequest(other, self));
  const conflicts = platformConflicts(others, { ours: platform, isNew: self.platform === undefined });
  if (conflicts.length > 0) throw new RequestError('PlatformConflict', conflicts);
  const inUse = changesInUse(declaration);
  if (inUse.length > 0) throw new RequestError('EnvironmentInUse', inUse);
}

/** Delivered release and its request. */
interface InUse {
  readonly request: ExistingRequest;
  readonly release: DeliveredRelease;
}

/** Platform before and after a change. */
interface Change extends Pick<Declaration, 'isOwnChart' | 'neededOperators'> {
  readonly before: Platform;
  readonly after: Platform;
}

/** Need of a delivered release that a platform would no longer fulfil. */
interface Loss {
  readonly path: string;
  /** Returns the message about all requests with this loss. */
  readonly message: (requests: string) => string;
}

/** Returns the losses of a delivered release. */
type FindLosses = (use: InUse, change: Change) => readonly Loss[];

/** Everything that a delivered release needs from its platform, in the order of the messages. */
const needs: readonly FindLosses[] = [
  lostChart,
  changedFields,
  changedDestination,
  removedEnvironment,
  lostNamespace,
  lostHosts,
  changedTenant,
  lostOperator,
];

function changesInUse({ platform: after, self, requests, ...lookups }: Declaration): Problem[] {
  const { platform: before } = self;
  if (before === undefined) return [];
  const uses = requestsDeliveringTo(requests, before.gitOps.environments).flatMap((request) =>
    request.releases.map((release) => ({ request, release })),
  );
  const change = { before, after, ...lookups };
  return needs.flatMap((find) => {
    const found = uses.flatMap((use) => find(use, change).map((loss) => ({ ...loss, request: use.request })));
    const groups = groupBy(found, ({ path, message }) => `${path} ${message('')}`);
    return groups.map((losses) => {
      const { path, message } = losses[0]!;
      return { path, message: message(printRequestList([...new Set(losses.map(({ request }) => request))])) };
    });
  });
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

/**
 * Reports third-party charts that are no longer allowed, or with fewer kinds: without their AppProject, Argo CD could
 * not remove their objects.
 */
function lostChart({ request, release: { chart } }: InUse, { before, after, isOwnChart }: Change): Loss[] {
  if (isOwnChart(chart) || !mayUse(chart, { request, platform: before })) return [];
  const path = 'spec.chartsRepository.allowed';
  if (!isListed(after, chart)) {
    return [{ path, message: (list) => `Chart "${chart}" is in use; remove it from ${list} first` }];
  }
  const kinds = kindsOf(before, chart).filter((kind) => !kindsOf(after, chart).includes(kind));
  if (kinds.length > 0) {
    const what = `Chart "${chart}" is in use, so its objects of kind ${kinds.join(', ')} could not be removed`;
    const message = (list: string) => `${what}; keep the kinds, or remove the chart from ${list} first`;
    return [{ path, message }];
  }
  if (mayUse(chart, { request, platform: after })) return [];
  const message = (list: string) =>
    `Chart "${chart}" is in use; add it to the charts of the tenant, or remove it from ${list} first`;
  return [{ path: 'spec.tenants', message }];
}

/** Returns true if a platform allows a third-party chart, and to the tenant of a request. */
function mayUse(
  chart: string,
  { request: { namespace }, platform }: { request: ExistingRequest; platform: Platform },
): boolean {
  if (!isListed(platform, chart)) return false;
  return (
    platform.tenants === undefined || (findTenant(platform, namespace)?.charts?.includes(chart) ?? false)
  );
}

function isListed({ chartsRepository }: Platform, chart: string): boolean {
  return (chartsRepository.allowed ?? []).some(({ name }) => name === chart);
}

function kindsOf({ chartsRepository }: Platform, chart: string): readonly string[] {
  return chartsRepository.allowed?.find(({ name }) => name === chart)?.kinds ?? [];
}

/** Fields that decide where the files of a release are. */
const fixedFields: readonly (readonly [path: string, read: (platform: Platform) => string])[] = [
  ['spec.gitOps.clusterType', ({ gitOps }) => gitOps.clusterType],
  ['spec.organization', ({ organization }) => organization],
  ['spec.repositories.stateStore', ({ repositories }) => repositories.stateStore],
  ['spec.gitOps.branch', ({ gitOps }) => gitOps.branch],
];

function changedFields(_: InUse, { before, after }: Change): Loss[] {
  return fixedFields
    .filter(([, read]) => read(before) !== read(after))
    .map(([path, read]) => ({
      path,
      message: (list) => `"${read(before)}" cannot change while in use; delete ${list} first`,
    }));
}

function changedDestination({ release }: InUse, { before, after }: Change): Loss[] {
  if (release.protected === undefined) return [];
  if (destinationKey(before.destination) === destinationKey(after.destination)) return [];
  const message = (list: string) =>
    `The destination cannot change: services would start empty there; delete ${list} first`;
  return [{ path: 'spec.destination', message }];
}

function removedEnvironment({ request: { environment = '' } }: InUse, { after }: Change): Loss[] {
  if (hasEnvironment(after, environment)) return [];
  const message = (list: string) => `Environment "${environment}" is in use; delete ${list} first`;
  return [{ path: 'spec.gitOps.environments', message }];
}

function hasEnvironment({ gitOps }: Platform, environment: string): boolean {
  return gitOps.environments.includes(environment);
}

function lostNamespace({ request, release: { namespace } }: InUse, { before, after }: Change): Loss[] {
  const { environment = '', namespace: requestNamespace } = request;
  const isAllowed = (platform: Platform): boolean =>
    allowsDelivery([platform], { environment, namespace, requestNamespace });
  if (!hasEnvironment(after, environment) || !isAllowed(before) || isAllowed(after)) return [];
  return [lostPermission('Namespaces', { after, path: 'spec.gitOps' })];
}

function lostHosts({ request, release: { urls = [] } }: InUse, { before, after }: Change): Loss[] {
  const { environment = '', namespace } = request;
  const hosts = urls.flatMap((url) => parseIngressUrl(url)?.host ?? []);
  const isAllowed = (platform: Platform): boolean => {
    const context = { platform, tenant: findTenant(platform, namespace), platforms: [platform] };
    return hosts.every((host) => hostProblem(host, context) === undefined);
  };
  if (!hasEnvironment(after, environment) || !isAllowed(before) || isAllowed(after)) return [];
  return [lostPermission('Hosts', { after, path: 'spec.ingress.domain' })];
}

function lostPermission(what: string, { after, path }: { after: Platform; path: string }): Loss {
  const message = (list: string) =>
    `${what} in use would no longer be allowed; keep them, or delete ${list} first`;
  return { path: after.tenants === undefined ? path : 'spec.tenants', message };
}

/**
 * Reports the tenant of a delivered request that would disappear or become another one: its Applications and files would
 * get other names, and Argo CD would remove the data with the old ones. A first tenant keeps the old names.
 */
function changedTenant({ request: { namespace } }: InUse, { before, after }: Change): Loss[] {
  const former = findTenant(before, namespace)?.name;
  if (former === undefined || findTenant(after, namespace)?.name === former) return [];
  const message = (list: string) =>
    `The tenant of delivered requests cannot change; keep it, or delete ${list} first`;
  return [{ path: 'spec.tenants', message }];
}

/** Reports operators of delivered services: without them, nothing would serve or repair these. */
function lostOperator({ release }: InUse, { before, after, neededOperators }: Change): Loss[] {
  const lost = neededOperators(release).filter(
    (name) => hasOperator(before, name) && !hasOperator(after, name),
  );
  return lost.map((name) => ({
    path: 'spec.operators',
    message: (list: string) =>
      `Operator "${name}" is in use; keep it, list it in installedOperators if the cluster keeps it by other means, or delete ${list} first`,
  }));
}

/** Returns the requests that deliver to one of the environments. */
export function requestsDeliveringTo(
  requests: readonly ExistingRequest[],
  environments: readonly string[],
): ExistingRequest[] {
  return requests.filter(
    ({ environment, releases }) =>
      environment !== undefined && environments.includes(environment) && releases.length > 0,
  );
}

/** Number of requests that a message names. */
const maxNamed = 5;

/** Prints the first few requests by name and the number of the others. */
export function printRequestList(requests: readonly ExistingRequest[]): string {
  const names = requests.slice(0, maxNamed).map(printRequest);
  const more = requests.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
