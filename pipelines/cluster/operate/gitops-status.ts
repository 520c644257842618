import { argocdNamespace } from '../../../shared/argocd/application.ts';
import { platformRootName } from '../../../shared/argocd/platform-root.ts';
import { type Conditioned, conditionOf, type KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { argocdVersionProblem, type ImagesObject } from '../argocd-version.ts';
import { kubectlCommand, type NamedCluster } from '../cluster.ts';
import { makeCommand } from '../make-command.ts';
import { curesOf, isStuck } from './application-cures.ts';
import { type ApplicationObject, commitText, isRoot, syncFinding } from './applications.ts';
import { type Finding, finding, type Verdict, worst } from './finding.ts';

/** Row for an object of Kratix or Argo CD. */
export interface GitOpsRow {
  readonly what: string;
  /** Health, where it has one. */
  readonly health: string;
  /** The commit that it is at, shortened; empty where it names none. */
  readonly commit: string;
  readonly state: Finding;
}

/** A Deployment, as far as it says whether any of its pods serves (Kubernetes API reference, "DeploymentStatus"). */
export interface DeploymentObject extends KubernetesObject {
  readonly status?: { readonly availableReplicas?: number };
}

/** Kratix's manager: without it everything of Kratix goes on saying how it was. */
export function managerRow(deployment: DeploymentObject, cluster: NamedCluster): GitOpsRow {
  if ((deployment.status?.availableReplicas ?? 0) > 0) return row(deployment, finding('done', 'Available'));
  const look = `${kubectlCommand(cluster)} --namespace=${deployment.metadata.namespace} get deployments,pods,events`;
  return row(
    deployment,
    finding(
      'refused',
      'not available',
      'Kratix runs nothing and writes nothing, and its objects say how it was before',
      `Look with ${look}`,
    ),
  );
}

/** Returns the row of a GitStateStore or a Destination. */
export function storeRow(object: Conditioned, cluster: NamedCluster): GitOpsRow {
  return row(object, readyFinding(object, cluster));
}

function readyFinding(object: Conditioned, cluster: NamedCluster): Finding {
  const { kind, metadata } = object;
  const ready = conditionOf(object, 'Ready');
  if (ready?.status === 'True') return finding('done', 'Ready');
  if (ready === undefined) return finding('waiting', 'not looked at yet');
  const cure =
    kind === 'GitStateStore'
      ? 'Check its URL, its branch (one commit at least) and the Secret that it names; kubectl describe shows them'
      : 'Check the GitStateStore that it names, and its labels';
  return finding(
    'refused',
    ready.reason ?? 'not Ready',
    ready.message ?? '',
    cure,
    `${kubectlCommand(cluster)} describe ${kind} ${metadata.name}`,
  );
}

/** A Work or a WorkPlacement that is not in order; undefined for one that is. */
export function workRow(object: Conditioned): GitOpsRow | undefined {
  const failing = ['ScheduleSucceeded', 'WriteSucceeded'].flatMap((type) => {
    const condition = conditionOf(object, type);
    return condition?.status === 'False' ? [`${type}: ${condition.message ?? condition.reason ?? ''}`] : [];
  });
  if (failing.length > 0)
    return row(object, finding('refused', 'failing', ...failing, ...workCure(object, failing)));
  const ready = conditionOf(object, 'Ready');
  if (ready?.status === 'True') return undefined;
  return row(object, finding('waiting', ready?.message ?? 'Pending'));
}

function workCure({ kind }: Conditioned, failing: readonly string[]): string[] {
  if (failing.some((line) => line.startsWith('WriteSucceeded'))) {
    return [
      'Kratix tries again; see the GitStateStore above, and that no .gitignore in the repository matches the files',
    ];
  }
  return kind === 'Work' ? ['No Destination has the labels that the Promise selects'] : [];
}

/** Returns the row of an Application. */
export function applicationRow(application: ApplicationObject, cluster: NamedCluster): GitOpsRow {
  const found = syncFinding(application);
  const cures = found.verdict === 'done' ? [] : curesOf(application, { said: found.details, cluster });
  const verdict = found.verdict === 'waiting' && isStuck(found.details) ? 'refused' : found.verdict;
  const health = application.status?.health?.status ?? 'Unknown';
  const state = { ...found, verdict, details: [...found.details, ...cures] };
  return {
    ...row(application, healthy(state, { health, cluster })),
    health,
    commit: commitText(application),
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

/** Milliseconds, several times as long as Argo CD leaves an Application alone. */
const longest = 15 * 60_000;

/**
 * Returns a row for an Argo CD that has stopped refreshing, because its Applications then show an old state. The newest
 * lease of a node tells the time. Undefined if Argo CD refreshes, or if the time is unknown.
 */
export function idleRow(
  applications: readonly ApplicationObject[],
  { nodes, cluster }: { readonly nodes: readonly LeaseObject[]; readonly cluster: NamedCluster },
): GitOpsRow | undefined {
  const now = newest(nodes.map(({ spec }) => spec?.renewTime));
  const idle = now - newest(applications.map(({ status }) => status?.reconciledAt));
  if (!Number.isFinite(idle) || idle <= longest) return undefined;
  const said = `Argo CD has looked at no Application for ${Math.floor(idle / 60_000)} minutes: look with ${kubectlCommand(cluster)} --namespace=${argocdNamespace} get pods`;
  return { what: 'Argo CD', health: '', commit: '', state: finding('waiting', 'does not look', said) };
}

/** -Infinity of none. */
function newest(times: readonly (string | undefined)[]): number {
  return Math.max(...times.flatMap((time) => (time === undefined ? [] : Date.parse(time))));
}

/** Healthy means nothing by itself; anything else means something even of what is synced. */
function healthy(
  state: Finding,
  { health, cluster }: { readonly health: string; readonly cluster: NamedCluster },
): Finding {
  if (state.verdict !== 'done' || health === 'Healthy' || health === 'Suspended') return state;
  const verdict = health === 'Degraded' ? 'refused' : 'waiting';
  return finding(
    verdict,
    state.text,
    `Look at its objects: ${kubectlCommand(cluster)} get pods in its namespace, or ${makeCommand('argocd-ui', cluster)}`,
  );
}

function row({ kind, metadata }: KubernetesObject, state: Finding): GitOpsRow {
  return { what: `${kind} ${place(metadata)}`, health: '', commit: '', state };
}

function place({ namespace, name }: KubernetesObject['metadata']): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Returns the row of a missing object. */
export function missingRow(what: string, cure: string): GitOpsRow {
  return { what, health: '', commit: '', state: finding('refused', 'missing', cure) };
}

/** The verdict on all rows. */
export function verdictOfRows(rows: readonly GitOpsRow[]): Verdict {
  return worst(rows.map(({ state }) => state.verdict));
}

/** Roots first, then by name: what stops a root stops what comes from it. */
export function inOrder(applications: readonly ApplicationObject[]): ApplicationObject[] {
  const rank = (application: ApplicationObject): number => {
    if (application.metadata.name === platformRootName) return 0;
    return isRoot(application) ? 1 : 2;
  };
  return [...applications].sort((a, b) => rank(a) - rank(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
}
