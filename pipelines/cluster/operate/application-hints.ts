import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { platformRootName } from '../../../shared/argocd/platform-root.ts';
import { requestAnnotation } from '../../../shared/release/request-reference.ts';
import { clusterArguments, kubectlCommand, type NamedCluster } from '../cluster.ts';
import { type ApplicationObject, hasGivenUp, isHeldBack, isRoot } from './applications.ts';
import { syncPatch } from './start-sync.ts';

/** Returns what to do about the messages of an Application. */
export function hintsFor(
  application: ApplicationObject,
  { messages, cluster }: { readonly messages: readonly string[]; readonly cluster: NamedCluster },
): string[] {
  const text = messages.join('\n');
  const hints = faultsIn(messages).map(({ hint }) => (typeof hint === 'string' ? hint : hint(application)));
  if (isRoot(application) && /unmarshal|converting YAML/i.test(text))
    return [...findFile(application), ...hints];
  const { name } = application.metadata;
  const start = `${kubectlCommand(cluster)} --namespace=${argocdNamespace}`;
  if (isHeldBack(application)) {
    const end = `patch application ${name} --type=merge --patch='{"status":{"operationState":{"phase":"Terminating"}}}'`;
    return [
      `A sync that keeps failing delays the deletion by up to an hour: end it with ${start} ${end}`,
      ...hints,
    ];
  }
  if (hasGivenUp(application) && !isStuck(messages)) {
    const request = application.metadata.annotations?.[requestAnnotation];
    const sync = `patch application ${name} --type=merge --patch='${JSON.stringify(syncPatch(application))}'`;
    const remedy = request === undefined ? `${start} ${sync}` : reconcileCommand(request, cluster);
    return [...hints, `Argo CD has stopped retrying until the Application changes; to sync now: ${remedy}`];
  }
  if (hints.length > 0 || text !== '') return hints;
  return [
    `If this does not change: ${start} annotate application ${name} argocd.argoproj.io/refresh=normal --overwrite`,
  ];
}

/** Returns whether the platform team must act: Argo CD retries, which does not fix every fault. */
export function isStuck(messages: readonly string[]): boolean {
  return faultsIn(messages).some(({ isRetried }) => isRetried !== true);
}

/** Returns the command that starts the syncs of a request, by its annotation `ApplicationClaim/team-a/shop`. */
function reconcileCommand(request: string, cluster: NamedCluster): string {
  const [kind, namespace, name] = request.split('/');
  const selection = `${name} --kind ${kind} --namespace ${namespace}`;
  return ['infraforge reconcile', selection, ...clusterArguments(cluster)].join(' ');
}

function faultsIn(messages: readonly string[]): Fault[] {
  return faults.filter(({ pattern }) => pattern.test(messages.join('\n')));
}

/** A common fault, recognized by the messages of Argo CD, Helm or the API server. */
interface Fault {
  readonly pattern: RegExp;
  readonly hint: string | ((application: ApplicationObject) => string);
  /** True if a retry of Argo CD is enough. */
  readonly isRetried?: true;
}

const faults: readonly Fault[] = [
  {
    pattern: /cannot get digest|manifest unknown|failed to resolve digest|@sha256:[0-9a-f]+: not found/i,
    hint: 'The registry does not have the chart: infraforge status shows missing charts and how to publish them',
  },
  {
    pattern: /authentication required|authorization failed|unauthorized|\b401\b/i,
    hint: "The server rejects Argo CD's credentials: check the Secret of that repository in namespace argocd",
  },
  {
    pattern: /not permitted in project|is not allowed in project|do not match any of the allowed/i,
    hint: `The AppProject does not allow this. The BootstrapClaim defines the AppProject: check that it is delivered and that ${platformRootName} is synced`,
  },
  {
    pattern: /" is invalid: /,
    hint: refusedObject,
  },
  {
    pattern: /ignored \(no prune\)/,
    hint: 'The release is protected, so it remains although Git no longer has it: add it to its request again. To delete it, remove the protection, wait until infraforge status reports it as synced, then remove it',
  },
  {
    pattern: /no matches for kind|could not find the requested resource|resource mapping not found/i,
    hint: 'A custom resource definition is not installed: check that its operator is synced',
    isRetried: true,
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|deadline exceeded|is unreachable|cannot be reached/i,
    hint: 'Argo CD cannot reach the server above',
    isRetried: true,
  },
  {
    pattern: /x509|certificate signed by unknown authority/i,
    hint: 'Argo CD does not trust the CA of that server: add its certificate to ConfigMap argocd-tls-certs-cm',
  },
];

/** Returns a hint to edit Git only for a root: removing the file of a request would delete its services. */
function refusedObject(application: ApplicationObject): string {
  const cause = 'The API server rejects the object';
  if (isRoot(application)) return `${cause}: fix or remove its file in Git`;
  const request = application.metadata.annotations?.[requestAnnotation];
  if (request === undefined)
    return `${cause}: check that this chart version supports this Kubernetes version`;
  return `${cause}: edit ${request}, its source; a change in Git is overwritten`;
}

/** Returns how to find a file with invalid YAML. The message has only its base name, which many files share. */
function findFile({ metadata, spec }: ApplicationObject): string[] {
  const { repoURL = '', path = '', targetRevision = '', directory } = spec?.source ?? {};
  const include = directory?.include === undefined ? '' : `, limited to ${directory.include}`;
  return [
    `Root ${metadata.name} syncs nothing until its broken file is fixed; the other roots continue`,
    `The file is in ${repoURL} (${targetRevision}), below ${path}/${include}`,
    `Find it in a clone: git log -3 --name-only -- ${path} (Kratix's own commits begin with "Update from:"); fix or remove it, and commit`,
  ];
}
