import { type Problem, RequestError } from '../errors.ts';
import { destinationKey } from './destination.ts';
import type { DeliveredRelease, ExistingRequest } from './existing-request.ts';
import { parseIngressUrl } from './ingress-urls.ts';
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

function changesInUse(declaration: Declaration): Problem[] {
  const { platform, self, requests } = declaration;
  const before = self.platform;
  if (before === undefined) return [];
  const problems: Problem[] = chartsInUse(declaration, before);
  const all = requestsDeliveringTo(requests, before.gitOps.environments);
  const fixed = [
    ['spec.gitOps.clusterType', before.gitOps.clusterType, platform.gitOps.clusterType],
    ['spec.organization', before.organization, platform.organization],
    ['spec.repositories.stateStore', before.repositories.stateStore, platform.repositories.stateStore],
    ['spec.gitOps.branch', before.gitOps.branch, platform.gitOps.branch],
  ] as const;
  for (const [path, was, now] of fixed) {
    if (was !== now && all.length > 0)
      problems.push({
        path,
        message: `"${was}" cannot change while in use; delete ${printRequestList(all)} first`,
      });
  }
  const { destination } = platform;
  const holders = all.filter(({ releases }) => releases.some(({ protected: flag }) => flag !== undefined));
  if (destinationKey(before.destination) !== destinationKey(destination) && holders.length > 0) {
    const message = `The destination cannot change: services would start empty there; delete ${printRequestList(holders)} first`;
    problems.push({ path: 'spec.destination', message });
  }
  for (const environment of before.gitOps.environments) {
    const users = requestsDeliveringTo(requests, [environment]);
    if (platform.gitOps.environments.includes(environment) || users.length === 0) continue;
    const message = `Environment "${environment}" is in use; delete ${printRequestList(users)} first`;
    problems.push({ path: 'spec.gitOps.environments', message });
  }
  const kept = all.filter(({ environment = '' }) => platform.gitOps.environments.includes(environment));
  problems.push(...permissionsInUse(kept, { before, platform }));
  const moved = all.filter((request) => changesTenant(before, platform, request));
  if (moved.length > 0) {
    const message = `The tenant of delivered requests cannot change; keep it, or delete ${printRequestList(moved)} first`;
    problems.push({ path: 'spec.tenants', message });
  }
  return problems;
}

/** Reports namespaces and hosts of delivered releases that a platform would no longer allow. */
function permissionsInUse(
  requests: readonly ExistingRequest[],
  { before, platform }: { before: Platform; platform: Platform },
): Problem[] {
  return permissions.flatMap(({ what, allows, path }) => {
    const losing = requests.filter((request) =>
      request.releases.some((release) => {
        const use = { request, release };
        return allows(before, use) && !allows(platform, use);
      }),
    );
    if (losing.length === 0) return [];
    const message = `${what} in use would no longer be allowed; keep them, or delete ${printRequestList(losing)} first`;
    return [{ path: platform.tenants === undefined ? path : 'spec.tenants', message }];
  });
}

/**
 * Reports charts of other people in use that are no longer allowed: without their AppProject, Argo CD could not remove
 * their objects.
 */
function chartsInUse({ platform, requests, isOwnChart }: Declaration, before: Platform): Problem[] {
  const lostBy = (request: ExistingRequest): string[] =>
    request.releases
      .map(({ chart }) => chart)
      .filter(
        (chart) =>
          !isOwnChart(chart) &&
          mayUse(chart, { request, platform: before }) &&
          (!mayUse(chart, { request, platform }) || removedKinds(chart, { before, platform }).length > 0),
      );
  const all = requestsDeliveringTo(requests, before.gitOps.environments);
  return [...new Set(all.flatMap(lostBy))].map((chart) => {
    const users = all.filter((request) => lostBy(request).includes(chart));
    const kinds = removedKinds(chart, { before, platform });
    const list = printRequestList(users);
    if (isListed(platform, chart) && kinds.length > 0) {
      const message = `Chart "${chart}" is in use, so its objects of kind ${kinds.join(', ')} could not be removed; keep the kinds, or remove the chart from ${list} first`;
      return { path: 'spec.chartsRepository.allowed', message };
    }
    if (!isListed(platform, chart)) {
      const message = `Chart "${chart}" is in use; remove it from ${list} first`;
      return { path: 'spec.chartsRepository.allowed', message };
    }
    const message = `Chart "${chart}" is in use; add it to the charts of the tenant, or remove it from ${list} first`;
    return { path: 'spec.tenants', message };
  });
}

/** Returns the kinds of objects that a chart may no longer render. */
function removedKinds(
  chart: string,
  { before, platform }: { before: Platform; platform: Platform },
): readonly string[] {
  const kindsIn = ({ chartsRepository }: Platform): readonly string[] =>
    chartsRepository.allowed?.find(({ name }) => name === chart)?.kinds ?? [];
  const now = kindsIn(platform);
  return isListed(platform, chart) ? kindsIn(before).filter((kind) => !now.includes(kind)) : [];
}

/** Returns true if a platform allows a chart of other people, and to the tenant of a request. */
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

/** Delivered release and its request. */
interface InUse {
  readonly request: ExistingRequest;
  readonly release: DeliveredRelease;
}

/** Permissions of a platform that a delivered release needs. */
const permissions: readonly {
  readonly what: string;
  readonly path: string;
  readonly allows: (platform: Platform, use: InUse) => boolean;
}[] = [
  {
    what: 'Namespaces',
    path: 'spec.gitOps',
    allows: (
      platform,
      { request: { environment = '', namespace: requestNamespace }, release: { namespace } },
    ) => allowsDelivery([platform], { environment, namespace, requestNamespace }),
  },
  {
    what: 'Hosts',
    path: 'spec.ingress.domain',
    allows: (platform, { request: { namespace }, release }) => {
      const context = { platform, tenant: findTenant(platform, namespace), platforms: [platform] };
      return listHosts(release).every((host) => hostProblem(host, context) === undefined);
    },
  },
];

function listHosts({ urls }: DeliveredRelease): string[] {
  return (Array.isArray(urls) ? urls : []).flatMap((url) => parseIngressUrl(url)?.host ?? []);
}

/**
 * Returns true if the tenant of a delivered request would disappear or become another one: its Applications and files
 * would get other names, and Argo CD would remove the data with the old ones. A first tenant keeps the old names.
 */
function changesTenant(before: Platform, after: Platform, { namespace }: ExistingRequest): boolean {
  const former = findTenant(before, namespace)?.name;
  return former !== undefined && findTenant(after, namespace)?.name !== former;
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
