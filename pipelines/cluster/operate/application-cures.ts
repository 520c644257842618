import { argocdNamespace, requestAnnotation } from '../../../shared/argocd/application.ts';
import { platformRootName } from '../../../shared/argocd/platform-root.ts';
import { kubectlCommand, type NamedCluster } from '../cluster.ts';
import { type ApplicationObject, isHeldBack, isRoot } from './applications.ts';

/** Returns what to do about the messages of an Application. */
export function curesOf(
  application: ApplicationObject,
  { said, cluster }: { readonly said: readonly string[]; readonly cluster: NamedCluster },
): string[] {
  const text = said.join('\n');
  const cures = faultsIn(said).map(({ cure }) => (typeof cure === 'string' ? cure : cure(application)));
  if (isRoot(application) && /unmarshal|converting YAML/i.test(text))
    return [...findFile(application), ...cures];
  const { name } = application.metadata;
  const start = `${kubectlCommand(cluster)} --namespace=${argocdNamespace}`;
  if (isHeldBack(application)) {
    const end = `patch application ${name} --type=merge --patch='{"status":{"operationState":{"phase":"Terminating"}}}'`;
    return [`A sync that keeps failing holds it back: end it with ${start} ${end}`, ...cures];
  }
  if (cures.length > 0 || text !== '') return cures;
  return [
    `If it stays so: ${start} annotate application ${name} argocd.argoproj.io/refresh=normal --overwrite`,
  ];
}

/** Returns whether the platform team must act: Argo CD retries without end, which does not cure every fault. */
export function isStuck(said: readonly string[]): boolean {
  return faultsIn(said).some(({ heals }) => heals !== true);
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
  if (isRoot(application)) return `${cause}: fix or remove its file in Git`;
  const request = application.metadata.annotations?.[requestAnnotation];
  if (request === undefined) return `${cause}: does that version of the chart fit this Kubernetes?`;
  return `${cause}: edit ${request}, which it is rendered for; what is changed in Git instead is undone`;
}

/** A file that is no YAML stops its own root only; the message has its base name, which all of them share. */
function findFile({ metadata, spec }: ApplicationObject): string[] {
  const { repoURL = '', path = '', targetRevision = '', directory } = spec?.source ?? {};
  const include = directory?.include === undefined ? '' : `, of which it reads ${directory.include}`;
  return [
    `Root ${metadata.name} syncs nothing until its broken file is fixed; the other roots continue`,
    `The file is in ${repoURL} (${targetRevision}), below ${path}/${include}`,
    `Find it in a clone: git log -3 --name-only -- ${path} (Kratix's own commits begin with "Update from:"); fix or remove it, and commit`,
  ];
}
