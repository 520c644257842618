import { type Problem, RequestError } from '../errors.ts';
import { destinationKey } from './destination.ts';
import type { DeliveredRelease, ExistingRequest } from './existing-request.ts';
import { globsOverlap } from './glob.ts';
import { parseIngressUrl } from './ingress-urls.ts';
import { projectName } from './names.ts';
import { allowsDelivery } from './placement.ts';
import type { Platform, Tenant } from './platform.ts';
import { isSameRequest, printRequest, type RequestReference } from './request-reference.ts';
import { stateStoreURL } from './state-store.ts';
import { findTenant, hostPatterns, hostProblem, tenantNamespaces } from './tenant.ts';

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
  const conflicts = declaration.requests
    .filter((other) => !isSameRequest(other, declaration.self))
    .flatMap((other) => conflictsWith(other, declaration));
  conflicts.push(...duplicateProjects(declaration.platform), ...sharedHosts(declaration.platform));
  if (conflicts.length > 0) throw new RequestError('PlatformConflict', conflicts);
  const inUse = changesInUse(declaration);
  if (inUse.length > 0) throw new RequestError('EnvironmentInUse', inUse);
}

function conflictsWith(other: ExistingRequest, { platform: ours, self }: Declaration): Problem[] {
  const theirs = other.platform;
  if (theirs === undefined) return [];
  const owner = printRequest(other);
  const problems: Problem[] = [];
  if (theirs.gitOps.clusterType === ours.gitOps.clusterType) {
    const message = `Cluster type "${ours.gitOps.clusterType}" is declared by ${owner}; use another cluster type`;
    problems.push({ path: 'spec.gitOps.clusterType', message });
  }
  ours.gitOps.environments.forEach((environment, index) => {
    if (!theirs.gitOps.environments.includes(environment)) return;
    const message = `Environment "${environment}" is declared by ${owner}; use another environment`;
    problems.push({ path: `spec.gitOps.environments[${index}]`, message });
  });
  problems.push(...tenantConflicts(theirs, { ours, owner }));
  const common = projectNames(ours).find((name) => projectNames(theirs).includes(name));
  if (common !== undefined && problems.length === 0) {
    const message = `The AppProject "${common}" belongs to ${owner}; use another name for the environment or the tenant`;
    problems.push({ path: 'spec', message });
  }
  if (isOtherRepository(theirs, { ours, isNew: self.platform === undefined })) {
    const message = `${owner} writes to ${stateStoreURL(theirs)}; all cluster types share one state store`;
    problems.push({ path: 'spec.repositories.stateStore', message });
  } else if (theirs.gitOps.branch !== ours.gitOps.branch) {
    const message = `${owner} writes to branch "${theirs.gitOps.branch}"; all cluster types share one state store`;
    problems.push({ path: 'spec.gitOps.branch', message });
  }
  return problems;
}

/** Reports an AppProject of two owners, such as tenant "a" in "b-c" and tenant "a-b" in "c". */
function duplicateProjects(platform: Platform): Problem[] {
  const names = projectNames(platform);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return [];
  return [
    {
      path: 'spec.tenants',
      message: `Two environments or tenants would have the AppProject "${twice}"; rename one of them`,
    },
  ];
}

/** Reports tenants whose hosts overlap because one of them has the default hosts. */
function sharedHosts(platform: Platform): Problem[] {
  const tenants = platform.tenants ?? [];
  return tenants.flatMap((tenant, index) => {
    const own = allHosts(platform, tenant);
    const other = tenants
      .slice(0, index)
      .find((earlier) =>
        own.some((host) => allHosts(platform, earlier).some((one) => globsOverlap(one, host))),
      );
    if (other === undefined) return [];
    const message = `The hosts ${own.join(', ')} overlap with those of tenant "${other.name}"; set hosts of one of them`;
    return [{ path: `spec.tenants[${index}].hosts`, message }];
  });
}

/** Returns the names of the AppProjects of a platform. */
function projectNames({ gitOps, tenants }: Platform): string[] {
  const owners = [undefined, ...(tenants ?? [])];
  return gitOps.environments.flatMap((environment) =>
    owners.flatMap((tenant) =>
      [false, true].map((isForeign) => projectName({ environment, tenant: tenant?.name, isForeign })),
    ),
  );
}

/** Reports tenants whose namespaces or hosts another platform gives to a tenant of another name. */
function tenantConflicts(theirs: Platform, { ours, owner }: { ours: Platform; owner: string }): Problem[] {
  const shareDestination = destinationKey(theirs.destination) === destinationKey(ours.destination);
  const strangers = (name: string): readonly Tenant[] =>
    theirs.tenants?.filter((tenant) => tenant.name !== name) ?? [];
  return (ours.tenants ?? []).flatMap((tenant, index) => {
    const path = `spec.tenants[${index}]`;
    const problems: Problem[] = [];
    for (const other of strangers(tenant.name)) {
      const patterns = [
        ...(shareDestination ? [['namespaces', releasePatterns] as const] : []),
        ['hosts', allHosts] as const,
      ];
      for (const [field, list] of patterns) {
        const common = list(ours, tenant).find((one) =>
          list(theirs, other).some((pattern) => globsOverlap(one, pattern)),
        );
        if (common === undefined) continue;
        const message = `"${common}" overlaps with the ${field} of tenant "${other.name}", which ${owner} declares; use other ${field}`;
        problems.push({ path: `${path}.${field}`, message });
      }
    }
    return problems;
  });
}

function releasePatterns({ gitOps }: Platform, tenant: Tenant): string[] {
  return gitOps.environments.flatMap((environment) => tenantNamespaces(tenant, environment));
}

function allHosts(platform: Platform, tenant: Tenant): string[] {
  return hostPatterns(platform, tenant) ?? [];
}

/**
 * Returns true for another repository. A delivered claim may change the URL of the same repository: several claims could
 * never migrate if each had to agree with the others first.
 */
function isOtherRepository(theirs: Platform, { ours, isNew }: { ours: Platform; isNew: boolean }): boolean {
  if (isNew) return stateStoreURL(theirs) !== stateStoreURL(ours);
  return (
    theirs.organization !== ours.organization ||
    theirs.repositories.stateStore !== ours.repositories.stateStore
  );
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
