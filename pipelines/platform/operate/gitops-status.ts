import { argocdNamespace, requestAnnotation } from '../../../shared/argocd/application.ts';
import { platformRootName } from '../../../shared/argocd/platform-root.ts';
import { type Conditioned, conditionOf, type KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Kubectl } from '../kubectl.ts';
import { makeCommand } from '../make-command.ts';
import { type ApplicationObject, commitText, isHeldBack, syncFinding } from './applications.ts';
import { type Finding, finding, type Verdict, worst } from './finding.ts';

/** What is looked at: a thing of Kratix or of Argo CD, and what was found. */
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
export function managerRow(deployment: DeploymentObject, { command }: Kubectl): GitOpsRow {
  if ((deployment.status?.availableReplicas ?? 0) > 0) return row(deployment, finding('done', 'Available'));
  const look = `${command} --namespace=${deployment.metadata.namespace} get deployments,pods,events`;
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

/** How Kratix's way to Git is: a GitStateStore or a Destination. */
export function storeRow(object: Conditioned, kubectl: Kubectl): GitOpsRow {
  return row(object, readyFinding(object, kubectl));
}

function readyFinding(object: Conditioned, { command }: Kubectl): Finding {
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
    `${command} describe ${kind} ${metadata.name}`,
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

/** How an Application is. */
export function applicationRow(application: ApplicationObject, kubectl: Kubectl): GitOpsRow {
  const found = syncFinding(application);
  const cures = found.verdict === 'done' ? [] : curesOf(application, { said: found.details, kubectl });
  // it is tried again for ever, and for some faults that is not enough
  const isStuck = faultsIn(found.details).some(({ heals }) => heals !== true);
  const verdict = found.verdict === 'waiting' && isStuck ? 'refused' : found.verdict;
  const health = application.status?.health?.status ?? 'Unknown';
  const state = { ...found, verdict, details: [...found.details, ...cures] };
  return {
    ...row(application, healthy(state, { health, kubectl })),
    health,
    commit: commitText(application),
  };
}

/** Something that is renewed as long as whoever holds it lives (Kubernetes API reference, "Lease"). */
export interface LeaseObject extends KubernetesObject {
  readonly spec?: { /** RFC 3339. */ readonly renewTime?: string };
}

/** Milliseconds, several times as long as Argo CD leaves an Application alone. */
const longest = 15 * 60_000;

/**
 * Argo CD itself, where it has looked at nothing for long: its Applications go on saying how they were. What time it is
 * is said by the newest sign of life of a node. Undefined: it looks, or nobody knows.
 */
export function idleRow(
  applications: readonly ApplicationObject[],
  { nodes, kubectl }: { readonly nodes: readonly LeaseObject[]; readonly kubectl: Kubectl },
): GitOpsRow | undefined {
  const now = newest(nodes.map(({ spec }) => spec?.renewTime));
  const idle = now - newest(applications.map(({ status }) => status?.reconciledAt));
  if (!Number.isFinite(idle) || idle <= longest) return undefined;
  const said = `Argo CD has looked at no Application for ${Math.floor(idle / 60_000)} minutes: look with ${kubectl.command} --namespace=${argocdNamespace} get pods`;
  return { what: 'Argo CD', health: '', commit: '', state: finding('waiting', 'does not look', said) };
}

/** -Infinity of none. */
function newest(times: readonly (string | undefined)[]): number {
  return Math.max(...times.flatMap((time) => (time === undefined ? [] : Date.parse(time))));
}

/** Healthy means nothing by itself; anything else means something even of what is synced. */
function healthy(
  state: Finding,
  { health, kubectl }: { readonly health: string; readonly kubectl: Kubectl },
): Finding {
  if (state.verdict !== 'done' || health === 'Healthy' || health === 'Suspended') return state;
  const verdict = health === 'Degraded' ? 'refused' : 'waiting';
  return finding(
    verdict,
    state.text,
    `Look at its objects: ${kubectl.command} get pods in its namespace, or ${makeCommand('argocd-ui', kubectl)}`,
  );
}

function row({ kind, metadata }: KubernetesObject, state: Finding): GitOpsRow {
  return { what: `${kind} ${place(metadata)}`, health: '', commit: '', state };
}

function place({ namespace, name }: KubernetesObject['metadata']): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Whether an Application makes others: it reads a directory of files, and comes from no request. */
export function isRoot({ metadata, spec }: ApplicationObject): boolean {
  return spec?.source?.directory !== undefined && metadata.annotations?.[requestAnnotation] === undefined;
}

/** What to do about what an Application says. */
function curesOf(
  application: ApplicationObject,
  { said, kubectl }: { readonly said: readonly string[]; readonly kubectl: Kubectl },
): string[] {
  const text = said.join('\n');
  const cures = faultsIn(said).map(({ cure }) => (typeof cure === 'string' ? cure : cure(application)));
  if (isRoot(application) && /unmarshal|converting YAML/i.test(text))
    return [...findFile(application), ...cures];
  const { name } = application.metadata;
  const start = `${kubectl.command} --namespace=${argocdNamespace}`;
  if (isHeldBack(application)) {
    const end = `patch application ${name} --type=merge --patch='{"status":{"operationState":{"phase":"Terminating"}}}'`;
    return [`A sync that keeps failing holds it back: end it with ${start} ${end}`, ...cures];
  }
  if (cures.length > 0 || text !== '') return cures;
  return [
    `If it stays so: ${start} annotate application ${name} argocd.argoproj.io/refresh=normal --overwrite`,
  ];
}

function faultsIn(said: readonly string[]): Fault[] {
  return faults.filter(({ sign }) => sign.test(said.join('\n')));
}

/** Something that a platform meets, by the words in which Argo CD, Helm or the API server tell it. */
interface Fault {
  readonly sign: RegExp;
  readonly cure: string | ((application: ApplicationObject) => string);
  /** True where trying again is enough. */
  readonly heals?: true;
}

const faults: readonly Fault[] = [
  {
    sign: /cannot get digest|manifest unknown|failed to resolve digest|@sha256:[0-9a-f]+: not found/i,
    cure: 'The registry does not have the chart: infraforge status shows which are missing, and how to publish them',
  },
  {
    sign: /authentication required|authorization failed|unauthorized|\b401\b/i,
    cure: "Argo CD's credentials are refused: check the Secret of that repository in namespace argocd",
  },
  {
    sign: /not permitted in project|is not allowed in project|do not match any of the allowed/i,
    cure: `Its AppProject does not allow that; the BootstrapClaim writes the project: is it delivered, and ${platformRootName} synced?`,
  },
  {
    sign: /" is invalid: /,
    cure: refusedObject,
  },
  {
    sign: /ignored \(no prune\)/,
    cure: 'It is protected, and stays although it is gone from Git: apply its request with it again; to be rid of it, lift the protection, wait until infraforge status says synced, then remove it',
  },
  {
    sign: /no matches for kind|could not find the requested resource|resource mapping not found/i,
    cure: 'A definition is not installed: is the operator that brings it synced? It is tried again by itself',
    heals: true,
  },
  {
    sign: /connection refused|no such host|i\/o timeout|deadline exceeded|is unreachable|cannot be reached/i,
    cure: 'Argo CD cannot reach the server that is named above; it tries again by itself',
    heals: true,
  },
  {
    sign: /x509|certificate signed by unknown authority/i,
    cure: 'Argo CD does not know the authority of that server: its certificate belongs into ConfigMap argocd-tls-certs-cm',
  },
];

/** Only what a root reads is a file of its own. Of a request, to remove its file would take its service away. */
function refusedObject(application: ApplicationObject): string {
  const cause = 'The API server refuses that object';
  if (isRoot(application)) return `${cause}: mend or remove its file in Git`;
  const request = application.metadata.annotations?.[requestAnnotation];
  if (request === undefined) return `${cause}: does that version of the chart fit this Kubernetes?`;
  return `${cause}: edit ${request}, which it is rendered for; what is changed in Git instead is undone`;
}

/** A file that is no YAML stops its own root only; the message has its base name, which all of them share. */
function findFile({ metadata, spec }: ApplicationObject): string[] {
  const { repoURL = '', path = '', targetRevision = '', directory } = spec?.source ?? {};
  const include = directory?.include === undefined ? '' : `, of which it reads ${directory.include}`;
  return [
    `Root ${metadata.name} stands still until a file of it is mended; the other roots go on`,
    `The file is in ${repoURL} (${targetRevision}), below ${path}/${include}`,
    `Find it in a clone: git log -3 --name-only -- ${path} (Kratix's own commits begin with "Update from:"); remove or mend it, and commit`,
  ];
}

/** What is missing altogether. */
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
