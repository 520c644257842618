import { applicationSetPeriodSeconds } from '../../../shared/argocd/application-set.ts';
import { rootsOf } from '../../../shared/argocd/delivery.ts';
import { namespaceApplicationName } from '../../../shared/argocd/names.ts';
import { operatorApplicationName, rootApplicationName } from '../../../shared/argocd/root.ts';
import { findCondition } from '../../../shared/kubernetes-object.ts';
import { readDelivered } from '../../../shared/promise/read-delivered.ts';
import { applicationName } from '../../../shared/release/names.ts';
import { namespacesWithDefaults } from '../../../shared/release/namespace-defaults.ts';
import { ownOperators } from '../../../shared/release/operator.ts';
import type { Platform } from '../../../shared/release/platform.ts';
import { requestAnnotation, requestAnnotationValue } from '../../../shared/release/request-reference.ts';
import { nameScopeOf } from '../../../shared/release/state-store.ts';
import {
  type ApplicationObject,
  commitOf,
  isCurrent,
  isFromApplicationSet,
  readerOf,
  syncFinding,
} from './applications.ts';
import { workflowCondition } from './delivery.ts';
import { type Finding, finding, worst } from './finding.ts';
import { originOf, type RequestObject } from './requests.ts';
import { placementsOf, shortCommit, type WorkPlacementObject } from './written.ts';

/** Objects of Argo CD and Kratix that report the state of requests. */
export interface GitOpsObjects {
  /** Undefined without Argo CD. */
  readonly applications: readonly ApplicationObject[] | undefined;
  readonly placements: readonly WorkPlacementObject[];
  /** Platforms of all BootstrapClaims: they decide which one owns a namespace. */
  readonly platforms?: readonly Platform[];
}

/** Returns whether the Applications of a request are synced. */
export function syncedOf(
  request: RequestObject,
  { applications, placements, platforms }: GitOpsObjects,
): Finding {
  const expected = expectedApplications(request, platforms);
  const left = leftBehind(request, { expected, applications: applications ?? [] });
  if (expected.length === 0 && left.length === 0) return finding('done', '–');
  if (applications === undefined) return finding('waiting', 'no Argo CD', 'Argo CD is not installed');
  const own = placementsOf(request, placements);
  const commits = own.flatMap(({ status }) => status?.versionID ?? []);
  const since = deliveredAt(request, own);
  const findings = expected.map((name) => checkApplication(name, { request, applications, commits, since }));
  const done = findings.filter(({ verdict }) => verdict === 'done');
  return {
    verdict: worst([...findings, ...left].map(({ verdict }) => verdict)),
    text: `${done.length} of ${expected.length}${atCommit(done, commits)}`,
    details: [...findings, ...left].flatMap(({ details }) => details),
  };
}

/** Returns the names of the Applications of a delivered request. */
export function expectedApplications(request: RequestObject, platforms: readonly Platform[] = []): string[] {
  const { releases, environment = '', platform } = readDelivered(request);
  const own = releases.map((release) =>
    applicationName({ name: release.name, environment, nameScope: nameScopeOf(release) }),
  );
  if (platform === undefined) return own;
  const { clusterType } = platform.gitOps;
  const roots = rootsOf(platform).map((root) => rootApplicationName(clusterType, root));
  const operators = ownOperators(platform).map((name) => operatorApplicationName(clusterType, name));
  const namespaces = namespacesWithDefaults(platform, platforms).map(({ name }) =>
    namespaceApplicationName(clusterType, name),
  );
  return [...own, ...roots, ...operators, ...namespaces];
}

/**
 * Returns the time since which Argo CD finds the delivered files in Git: the end of the last run, or of a later outage
 * of Git. -Infinity if unknown.
 */
function deliveredAt(request: RequestObject, placements: readonly WorkPlacementObject[]): number {
  const ends = [
    workflowCondition(request),
    ...placements.map((placement) => findCondition(placement, 'WriteSucceeded')),
  ].filter((condition) => condition?.status === 'True');
  const times = ends.flatMap((condition) => condition?.lastTransitionTime ?? []);
  return Math.max(...times.map(Date.parse));
}

interface CheckOptions {
  readonly request: RequestObject;
  readonly applications: readonly ApplicationObject[];
  /** Commits of the request itself. */
  readonly commits: readonly string[];
  /** Time since which Argo CD finds the delivered files. */
  readonly since: number;
}

/** Returns whether an Application is synced to a commit that contains the last delivery of its request. */
function checkApplication(
  name: string,
  { request, applications, commits, since }: CheckOptions,
): SyncFinding {
  const application = applications.find(({ metadata }) => metadata.name === name);
  if (application === undefined)
    return finding('waiting', 'missing', `${name}: the Application does not exist`);
  const owner = application.metadata.annotations?.[requestAnnotation];
  if (owner !== undefined && owner !== requestAnnotationValue(originOf(request))) {
    return finding('refused', 'foreign', `${name}: belongs to ${owner}`);
  }
  const { verdict, text, details } = syncFinding(application);
  if (verdict !== 'done') return finding(verdict, text, `${name}: ${[text, ...details].join(': ')}`);
  const reader =
    readerOf(application, applications) ?? (isFromApplicationSet(application) ? application : undefined);
  if (reader === undefined) return finding('waiting', 'not managed', `${name}: ${notManaged}`);
  const commit = commitOf(application, applications);
  const revision = commit === undefined ? {} : { commit };
  const isRefreshed = Date.parse(reader.status?.reconciledAt ?? '') >= since + delayOf(application);
  if ((!isRefreshed && !commits.includes(commit ?? '')) || !isCurrent(application, reader)) {
    return finding('waiting', 'not refreshed', `${name}: ${notRefreshed}`);
  }
  return { ...finding(verdict, text, ...unhealthy(application)), ...revision };
}

const notManaged =
  'No root Application or ApplicationSet has listed it yet; wait up to 4 minutes, then check infraforge gitops-status';

/** Returns the time in milliseconds after which an Application is read from Git: an ApplicationSet does not name its commit. */
function delayOf(application: ApplicationObject): number {
  return isFromApplicationSet(application) ? applicationSetPeriodSeconds * 1000 : 0;
}

/** Without a webhook, Argo CD finds a commit after three to four minutes (`timeout.reconciliation`). */
const notRefreshed =
  'Argo CD has not refreshed since the last run; wait up to 4 minutes, then check infraforge gitops-status';

/** Finding of an Application, with its synced commit. */
type SyncFinding = Finding & { readonly commit?: string };

/** Returns a detail if a synced Application is unhealthy, such as while it starts. */
function unhealthy({ metadata, status }: ApplicationObject): string[] {
  const { status: health = 'Unknown', message } = status?.health ?? {};
  if (health === 'Healthy') return [];
  return [`${metadata.name}: synced, health ${health}${message === undefined ? '' : `: ${message}`}`];
}

/**
 * Returns the commit of the Applications. Others commit too, so the commit is often later than the request's own; only
 * Git knows which of two commits is later.
 */
function atCommit(findings: readonly SyncFinding[], own: readonly string[]): string {
  const [commit, ...others] = new Set(findings.flatMap((one) => one.commit ?? []));
  if (commit === undefined) return '';
  if (others.length > 0) return ' at several commits';
  return own.includes(commit) ? ' at its commit' : ` at ${shortCommit(commit)}`;
}

/** Returns findings for Applications that their request no longer delivers. */
function leftBehind(
  request: RequestObject,
  options: { expected: readonly string[]; applications: readonly ApplicationObject[] },
): Finding[] {
  const self = requestAnnotationValue(originOf(request));
  return options.applications
    .filter(({ metadata }) => metadata.annotations?.[requestAnnotation] === self)
    .filter(({ metadata }) => !options.expected.includes(metadata.name))
    .map(({ metadata }) =>
      finding('waiting', 'left behind', `${metadata.name}: still exists, but is no longer delivered`),
    );
}
