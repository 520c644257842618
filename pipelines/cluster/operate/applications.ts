import { isDeepStrictEqual } from 'node:util';
import { applicationKind, applicationResource } from '../../../shared/argocd/application.ts';
import { argocdNamespace } from '../../../shared/argocd/names.ts';
import type { Conditioned, KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { requestAnnotation } from '../../../shared/release/request-reference.ts';
import { type Cluster, hasDefinition } from '../cluster.ts';
import { type Finding, finding } from './finding.ts';
import { shortCommit } from './written.ts';

/** Application with its status (Argo CD, `ApplicationStatus`). */
export interface ApplicationObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec?: {
    readonly project?: string;
    readonly source?: Source;
    readonly sources?: readonly Source[];
    readonly syncPolicy?: {
      readonly automated?: { readonly prune?: boolean };
      readonly syncOptions?: readonly string[];
      readonly retry?: object;
    };
  };
  /** Sync that is about to start. */
  readonly operation?: object;
  readonly status?: {
    readonly sync?: Revisions & {
      readonly status?: string;
      readonly comparedTo?: { readonly source?: Source };
    };
    /** Objects of the Application. */
    readonly resources?: readonly {
      readonly kind?: string;
      readonly name?: string;
      readonly status?: string;
    }[];
    /** Time of the last comparison with the newest commit (RFC 3339); the rest describes that time. */
    readonly reconciledAt?: string;
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[];
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly syncResult?: Revisions & { readonly resources?: readonly SyncedResource[] };
    };
  };
}

interface Source {
  readonly repoURL?: string;
  readonly path?: string;
  readonly targetRevision?: string;
  readonly directory?: { readonly include?: string };
}

interface Revisions {
  readonly revision?: string;
  /** Revisions of several sources, in their order. */
  readonly revisions?: readonly string[];
}

interface SyncedResource {
  readonly kind?: string;
  readonly name?: string;
  readonly status?: string;
  readonly message?: string;
}

/** Returns all Applications of the platform; undefined without Argo CD. @throws ClusterError */
export async function readApplications(cluster: Cluster): Promise<readonly ApplicationObject[] | undefined> {
  if (!(await hasDefinition(cluster, applicationResource))) return undefined;
  return cluster.list<ApplicationObject>({ ...applicationKind, namespace: argocdNamespace });
}

/** Returns all ApplicationSets of the platform; none without their definition. @throws ClusterError */
export async function readApplicationSets(cluster: Cluster): Promise<readonly Conditioned[]> {
  if (!(await hasDefinition(cluster, 'applicationsets.argoproj.io'))) return [];
  const { apiVersion } = applicationKind;
  return cluster.list<Conditioned>({ apiVersion, kind: 'ApplicationSet', namespace: argocdNamespace });
}

/** Returns whether an Application creates others: it reads a directory and belongs to no request. */
export function isRoot({ metadata, spec }: ApplicationObject): boolean {
  return spec?.source?.directory !== undefined && metadata.annotations?.[requestAnnotation] === undefined;
}

/**
 * Returns whether an Application is synced, and what prevents it. Health alone proves nothing: an Application that cannot be
 * rendered counts as healthy.
 */
export function syncFinding(application: ApplicationObject): Finding {
  const { sync, operationState } = application.status ?? {};
  if (application.metadata.deletionTimestamp !== undefined) return deletionFinding(application);
  const errors = errorsOf(application);
  if (errors.length > 0) return finding('refused', sync?.status ?? 'Unknown', ...errors);
  const phase = operationState?.phase;
  // an Application whose objects all existed at its creation is never synced
  if (sync?.status === 'Synced' && (phase ?? 'Succeeded') === 'Succeeded') return finding('done', 'Synced');
  const text = sync?.status ?? 'not checked yet';
  return finding(
    'waiting',
    phase === 'Running' ? `${text}, syncing` : text,
    ...operationMessage(application),
  );
}

function deletionFinding(application: ApplicationObject): Finding {
  if (!isHeldBack(application)) return finding('waiting', 'being deleted');
  return finding('waiting', 'being deleted after the current sync', ...operationMessage(application));
}

/** Returns whether a sync delays a deletion: Argo CD deletes nothing during a sync and its retries. */
export function isHeldBack({ metadata, status }: ApplicationObject): boolean {
  return metadata.deletionTimestamp !== undefined && status?.operationState?.phase === 'Running';
}

/** Returns whether the last sync and all its retries failed: Argo CD syncs again after a change of the source. */
export function hasGivenUp({ status }: ApplicationObject): boolean {
  return ['Failed', 'Error'].includes(status?.operationState?.phase ?? '');
}

/**
 * Returns the Application that reads the state store for an Application: itself, or with inline values the root that
 * creates it. Undefined if the root has not listed it yet.
 */
export function readerOf(
  application: ApplicationObject,
  applications: readonly ApplicationObject[],
): ApplicationObject | undefined {
  return ownCommit(application) === undefined && !isRoot(application)
    ? applications.find((other) => isRoot(other) && stateBelow(other, application) !== undefined)
    : application;
}

/** Returns the commit of the state store that an Application is synced to, if known. */
export function commitOf(
  application: ApplicationObject,
  applications: readonly ApplicationObject[],
): string | undefined {
  const reader = readerOf(application, applications);
  return reader === undefined ? undefined : ownCommit(reader);
}

/**
 * Returns whether an Application equals its file at the commit of its reader, and has been compared with the cluster
 * since then.
 */
export function isCurrent(application: ApplicationObject, reader: ApplicationObject): boolean {
  if (reader === application) return true;
  const { source } = application.spec ?? {};
  const compared = application.status?.sync?.comparedTo?.source;
  return stateBelow(reader, application) === 'Synced' && isDeepStrictEqual(compared, source);
}

/** Returns the sync status of an Application below a root; undefined if the root has no such Application. */
function stateBelow(root: ApplicationObject, { metadata }: ApplicationObject): string | undefined {
  const { kind } = applicationKind;
  return root.status?.resources?.find((one) => one.kind === kind && one.name === metadata.name)?.status;
}

/** Returns whether an ApplicationSet creates an Application. */
export function isFromApplicationSet({ metadata: { ownerReferences = [] } }: ApplicationObject): boolean {
  return ownerReferences.some(({ kind }) => kind === 'ApplicationSet');
}

function ownCommit({ status }: ApplicationObject): string | undefined {
  const { revision, revisions = [] } = status?.sync ?? {};
  return [revision, ...revisions].find((candidate) => /^[0-9a-f]{40}$/.test(candidate ?? ''));
}

/** Returns the abbreviated commit; empty if unknown. */
export function commitText(
  application: ApplicationObject,
  applications: readonly ApplicationObject[],
): string {
  const commit = commitOf(application, applications);
  return commit === undefined ? '' : shortCommit(commit);
}

/** Returns the errors of an Application without duplicates: conditions, and the result of the last sync. */
function errorsOf(application: ApplicationObject): string[] {
  const { conditions = [] } = application.status ?? {};
  const errors = conditions
    .filter(({ type }) => type.endsWith('Error'))
    .map(({ type, message = '' }) => `${type}: ${message}`);
  // a sync that is retried is Running, and needs no action
  return [...new Set([...errors, ...(hasGivenUp(application) ? operationMessage(application) : [])])];
}

/** Returns the message of the last sync, and the objects that it could not apply or did not prune. */
function operationMessage({ status }: ApplicationObject): string[] {
  const { phase, message = '', syncResult } = status?.operationState ?? {};
  const resources = (syncResult?.resources ?? [])
    .filter((resource) => resource.status === 'SyncFailed' || resource.status === 'PruneSkipped')
    .map(({ kind, name, message: detail = '' }) => `${kind} ${name}: ${detail}`);
  // the message of a successful sync does not mention later differences
  return [...(phase === 'Succeeded' || message === '' ? [] : [message]), ...resources];
}
