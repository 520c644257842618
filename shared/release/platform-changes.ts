import { type Problem, RequestError } from '../errors.ts';
import { destinationKey } from './destination.ts';
import type { ExistingRequest } from './existing-request.ts';
import { allowsDelivery } from './placement.ts';
import type { Platform } from './platform.ts';
import { isSameRequest, printRequest, type RequestReference } from './request-reference.ts';
import { stateStoreURL } from './state-store.ts';

/** Platform that a BootstrapClaim declares, with all existing requests. */
export interface Declaration {
  readonly platform: Platform;
  readonly self: RequestReference & { readonly platform?: Platform };
  readonly requests: readonly ExistingRequest[];
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
  if (isOtherRepository(theirs, { ours, isNew: self.platform === undefined })) {
    const message = `${owner} writes to ${stateStoreURL(theirs)}; all cluster types share one state store`;
    problems.push({ path: 'spec.repositories.stateStore', message });
  } else if (theirs.gitOps.branch !== ours.gitOps.branch) {
    const message = `${owner} writes to branch "${theirs.gitOps.branch}"; all cluster types share one state store`;
    problems.push({ path: 'spec.gitOps.branch', message });
  }
  return problems;
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

function changesInUse({ platform, self, requests }: Declaration): Problem[] {
  const before = self.platform;
  if (before === undefined) return [];
  const problems: Problem[] = [];
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
  const excluded = all.filter((request) => isAllowed(before, request) && !isAllowed(platform, request));
  const kept = excluded.filter(({ environment = '' }) => platform.gitOps.environments.includes(environment));
  if (kept.length > 0) {
    const message = `Namespaces in use would no longer be allowed; keep them, or delete ${printRequestList(kept)} first`;
    problems.push({ path: 'spec.gitOps', message });
  }
  return problems;
}

/** Returns true if a platform allows everything that a request delivers. */
function isAllowed(platform: Platform, { environment = '', namespace, releases }: ExistingRequest): boolean {
  return releases.every((release) =>
    allowsDelivery([platform], { environment, namespace: release.namespace, requestNamespace: namespace }),
  );
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
