import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { platformRootName } from '../../../shared/argocd/platform-root.ts';
import { type Conditioned, findCondition, type KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { argocdVersionProblem, type ImagesObject } from '../argocd-version.ts';
import { kubectlCommand, type NamedCluster } from '../cluster.ts';
import { makeCommand } from '../make-command.ts';
import { hintsFor, isStuck } from './application-hints.ts';
import { type ApplicationObject, commitText, isRoot, syncFinding } from './applications.ts';
import { type Finding, finding, type Verdict, worst } from './finding.ts';

/** Row for an object of Kratix or Argo CD. */
export interface GitOpsRow {
  readonly what: string;
  /** Health of an Application; otherwise empty. */
  readonly health: string;
  /** Abbreviated commit; empty if unknown. */
  readonly commit: string;
  readonly state: Finding;
}

/** Deployment with its available pods (Kubernetes API reference, "DeploymentStatus"). */
export interface DeploymentObject extends KubernetesObject {
  readonly status?: { readonly availableReplicas?: number };
}

/** Returns the row of Kratix's manager. Without the manager, the status of all Kratix objects is outdated. */
export function managerRow(deployment: DeploymentObject, cluster: NamedCluster): GitOpsRow {
  if ((deployment.status?.availableReplicas ?? 0) > 0) return row(deployment, finding('done', 'Available'));
  const command = `${kubectlCommand(cluster)} --namespace=${deployment.metadata.namespace} get deployments,pods,events`;
  return row(
    deployment,
    finding(
      'refused',
      'not available',
      'Kratix runs nothing and writes nothing, and the status of its objects is outdated',
      `Check with ${command}`,
    ),
  );
}

/** Returns the row of a GitStateStore or a Destination. */
export function storeRow(object: Conditioned, cluster: NamedCluster): GitOpsRow {
  return row(object, readyFinding(object, cluster));
}

function readyFinding(object: Conditioned, cluster: NamedCluster): Finding {
  const { kind, metadata } = object;
  const ready = findCondition(object, 'Ready');
  if (ready?.status === 'True') return finding('done', 'Ready');
  if (ready === undefined) return finding('waiting', 'not checked yet');
  const hint =
    kind === 'GitStateStore'
      ? 'Check its URL, its branch (at least one commit) and its Secret; kubectl describe shows them'
      : 'Check its GitStateStore and its labels';
  return finding(
    'refused',
    ready.reason ?? 'not Ready',
    ready.message ?? '',
    hint,
    `${kubectlCommand(cluster)} describe ${kind} ${metadata.name}`,
  );
}

/** Returns the row of a Work or a WorkPlacement with a problem; undefined without one. */
export function workRow(object: Conditioned): GitOpsRow | undefined {
  const failing = ['ScheduleSucceeded', 'WriteSucceeded'].flatMap((type) => {
    const condition = findCondition(object, type);
    return condition?.status === 'False' ? [`${type}: ${condition.message ?? condition.reason ?? ''}`] : [];
  });
  if (failing.length > 0)
    return row(object, finding('refused', 'failing', ...failing, ...workHint(object, failing)));
  const ready = findCondition(object, 'Ready');
  if (ready?.status === 'True') return undefined;
  return row(object, finding('waiting', ready?.message ?? 'Pending'));
}

function workHint({ kind }: Conditioned, failing: readonly string[]): string[] {
  if (failing.some((line) => line.startsWith('WriteSucceeded'))) {
    return [
      'Kratix retries; check the GitStateStore above, and that no .gitignore in the repository matches the files',
    ];
  }
  return kind === 'Work' ? ['No Destination has the labels that the Promise selects'] : [];
}

/** Returns the row of an ApplicationSet with an error, or that no controller has read; undefined for all others. */
export function applicationSetRow(set: Conditioned): GitOpsRow | undefined {
  if (set.status?.conditions === undefined)
    return row(
      set,
      finding('waiting', 'not read yet', 'Check that the ApplicationSet controller of Argo CD runs'),
    );
  const error = findCondition(set, 'ErrorOccurred');
  if (error?.status !== 'True') return undefined;
  const hint = 'Fix or restore the file in Git, or run the request again that owns it';
  return row(set, finding('refused', error.reason ?? 'failing', error.message ?? '', hint));
}

/** Returns the row of an Application. @param context.applications all Applications */
export function applicationRow(
  application: ApplicationObject,
  {
    cluster,
    applications,
  }: { readonly cluster: NamedCluster; readonly applications: readonly ApplicationObject[] },
): GitOpsRow {
  const found = syncFinding(application);
  const hints = found.verdict === 'done' ? [] : hintsFor(application, { messages: found.details, cluster });
  const verdict = found.verdict === 'waiting' && isStuck(found.details) ? 'refused' : found.verdict;
  const health = application.status?.health?.status ?? 'Unknown';
  const state = { ...found, verdict, details: [...found.details, ...hints] };
  return {
    ...row(application, withHealth(state, { health, cluster })),
    health,
    commit: commitText(application, applications),
  };
}

/** Returns a row for an Argo CD that is too old; undefined if it is new enough or its version is unknown. */
export function versionRow(repoServer: ImagesObject | undefined): GitOpsRow | undefined {
  const found = argocdVersionProblem(repoServer);
  if (found === undefined) return undefined;
  const state = finding('refused', 'too old', `${found.problem}: ${found.hint}`);
  return { what: 'Argo CD', health: '', commit: '', state };
}

/** Lease that its holder renews (Kubernetes API reference, "Lease"). */
export interface LeaseObject extends KubernetesObject {
  readonly spec?: { /** RFC 3339. */ readonly renewTime?: string };
}

/** Milliseconds without a refresh; several times the interval in which Argo CD refreshes an Application. */
const maxIdle = 15 * 60_000;

/**
 * Returns a row for an Argo CD that has stopped refreshing, because its Applications then show an old state. The newest
 * lease of a node gives the current time. Undefined if Argo CD refreshes, or if the time is unknown.
 */
export function idleRow(
  applications: readonly ApplicationObject[],
  { nodes, cluster }: { readonly nodes: readonly LeaseObject[]; readonly cluster: NamedCluster },
): GitOpsRow | undefined {
  const now = newest(nodes.map(({ spec }) => spec?.renewTime));
  const idle = now - newest(applications.map(({ status }) => status?.reconciledAt));
  if (!Number.isFinite(idle) || idle <= maxIdle) return undefined;
  const detail = `Argo CD has refreshed no Application for ${Math.floor(idle / 60_000)} minutes: check with ${kubectlCommand(cluster)} --namespace=${argocdNamespace} get pods`;
  return { what: 'Argo CD', health: '', commit: '', state: finding('waiting', 'idle', detail) };
}

/** Returns the latest time, or -Infinity without a time. */
function newest(times: readonly (string | undefined)[]): number {
  return Math.max(...times.flatMap((time) => (time === undefined ? [] : Date.parse(time))));
}

/** Adds the health to a finding: a synced Application may still be unhealthy. */
function withHealth(
  state: Finding,
  { health, cluster }: { readonly health: string; readonly cluster: NamedCluster },
): Finding {
  if (state.verdict !== 'done' || health === 'Healthy' || health === 'Suspended') return state;
  const verdict = health === 'Degraded' ? 'refused' : 'waiting';
  return finding(
    verdict,
    state.text,
    `Check its objects: ${kubectlCommand(cluster)} get pods in its namespace, or ${makeCommand('argocd-ui', cluster)}`,
  );
}

function row({ kind, metadata }: KubernetesObject, state: Finding): GitOpsRow {
  return { what: `${kind} ${namespacedName(metadata)}`, health: '', commit: '', state };
}

function namespacedName({ namespace, name }: KubernetesObject['metadata']): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Returns the row of a missing object. */
export function missingRow(what: string, hint: string): GitOpsRow {
  return { what, health: '', commit: '', state: finding('refused', 'missing', hint) };
}

/** Returns the verdict on all rows. */
export function verdictOfRows(rows: readonly GitOpsRow[]): Verdict {
  return worst(rows.map(({ state }) => state.verdict));
}

/** Sorts roots first, then by name: a fault of a root affects all its Applications. */
export function sortRootsFirst(applications: readonly ApplicationObject[]): ApplicationObject[] {
  const rank = (application: ApplicationObject): number => {
    if (application.metadata.name === platformRootName) return 0;
    return isRoot(application) ? 1 : 2;
  };
  return [...applications].sort((a, b) => rank(a) - rank(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
}
