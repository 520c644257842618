import { randomBytes } from 'node:crypto';
import { applicationResource, argocdNamespace } from '../../../shared/argocd/application.ts';
import type { Account } from '../../../shared/argocd/repository-secret.ts';
import { counted } from '../../../shared/counted.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { kratixResources } from '../../../shared/kratix/contract.ts';
import type { RegistryOptions } from '../../../shared/oci/registry-client.ts';
import { argocdRepoServer, argocdVersionProblem, type ImagesObject } from '../argocd-version.ts';
import type { Kubectl } from '../kubectl.ts';
import { deployRoot, keepWebhookSecret, readWebhookSecret, readWebhookURL } from './argocd-access.ts';
import { type Answer, bootstrap } from './bootstrap.ts';
import { checkEarlierRun } from './earlier-run.ts';
import { type DeployEdges, systemEdges } from './edges.ts';
import { defaultBranch, type GitAccess } from './git-access.ts';
import { kratix, trustAuthority } from './git-authority.ts';
import { deployGitea, ensureWebhook } from './gitea.ts';
import { gitea } from './gitea-objects.ts';
import { install, type Software } from './install.ts';
import { deployPromises } from './promises.ts';
import {
  type ChartsPlace,
  deployRegistry,
  pushToCluster,
  pushToRegistry,
  registry as registryInCluster,
} from './registry.ts';
import type { SpellOption } from './spell-option.ts';
import { deployStateStore } from './state-store.ts';
import { type Outcome, type Report, runStep, type StepName } from './step.ts';
import { versions } from './versions.ts';
import type { Timeout } from './wait-until.ts';

/** A platform to bring up. */
export interface DeployOptions {
  readonly kubectl: Kubectl;
  readonly report: Report;
  /** Folder of the Promises, with their charts. */
  readonly promises: string;
  /** Folder of the objects of Gitea and the registry: `kind/platform`. */
  readonly platform: string;
  /** The container's image; the one that the Promises name where left out. */
  readonly image?: string | undefined;
  /** Images of what is deployed in the cluster, in place of those of kind/versions.json. */
  readonly images?: { readonly gitea?: string | undefined; readonly registry?: string | undefined };
  /** Paths or URLs of published manifests, in place of those of kind/versions.json. */
  readonly manifests?: {
    readonly certManager?: string | undefined;
    readonly kratix?: string | undefined;
    readonly argocd?: string | undefined;
  };
  /** A repository that is there already; one in Gitea in the cluster where left out. */
  readonly git?: ExistingGit | undefined;
  /** The repository in Gitea. */
  readonly stateStore?: { readonly organization: string; readonly repository: string };
  /** A registry that is there already; one in the cluster where left out. */
  readonly registry?: ExistingRegistry | undefined;
  /** A file with a BootstrapClaim; the example on this platform where left out; none for `false`. */
  readonly bootstrap?: string | false | undefined;
  /** Seconds for each wait. */
  readonly within?: number;
  /** Spells the options that messages name. */
  readonly spell?: SpellOption;
  /** Effects outside of the cluster. */
  readonly edges?: Partial<DeployEdges>;
}

/** A repository that is there already. */
export interface ExistingGit extends Omit<GitAccess, 'branch'> {
  /** `main` where left out. */
  readonly branch?: string | undefined;
}

/** A registry that is there already. */
export interface ExistingRegistry extends ChartsPlace {
  /** How charts are pushed to it from here. */
  readonly access: RegistryOptions;
  /** Who Argo CD signs in as; as in an earlier run where left out, else anonymous. */
  readonly account?: Account | undefined;
}

/** What a platform that was brought up stands on. */
export interface Deployed {
  readonly git: GitAccess;
  readonly charts: ChartsPlace;
  /** What the BootstrapClaim says; undefined where there is none to apply. */
  readonly answer?: Answer | undefined;
}

/** Takes a step and reports it. */
type RunStep = <T>(step: StepName, work: () => Promise<Outcome<T>>) => Promise<T>;

/** Seconds for each wait: images come over a slow line too. */
const patience = 600;

const defaultStateStore = { organization: 'infraforge', repository: 'state-store' };

/**
 * Brings up everything that stands on a cluster. Every step leaves what is there already, so that it can be
 * repeated: after a failure, and after a change.
 *
 * @throws StepError with the step that failed, why, and what to do
 */
export async function deployPlatform(options: DeployOptions): Promise<Deployed> {
  const { kubectl, report, promises, image } = options;
  const edges = { ...systemEdges, ...options.edges };
  const timeout: Timeout = { seconds: options.within ?? patience, clock: edges.clock };
  const decided: Decided = { ...options, edges, timeout };
  const take: RunStep = (step, work) => runStep(step, { report, work });
  const hint = lookInto(kubectl, kratix.namespace);

  const wrongCluster = `check KUBECONFIG and CONTEXT with: ${kubectl.command} get nodes`;
  await take({ name: 'Cluster', hint: wrongCluster }, () => describeCluster(kubectl));
  const sayAgain = 'say each of them, as it is or as it shall be from now on';
  await take({ name: 'Earlier run', hint: sayAgain }, () => checkEarlierRun(kubectl, options));
  await installKratix(take, decided);
  const git = await deployGit(take, decided);
  // before Argo CD starts, so that it starts with what it is to trust
  await trustGit(take, { kubectl, git, timeout });
  await deployArgocd(take, decided);
  const charts = await deployCharts(take, decided);
  await connectArgocd(take, { options: decided, git, charts });
  await take({ name: 'State store', hint }, () => deployStateStore(kubectl, { git, timeout }));
  const isPromiseNew = await take({ name: 'Promises', hint }, () =>
    deployPromises(kubectl, { promises, image, timeout }),
  );
  if (options.bootstrap === false) return { git, charts };
  const claim = { promises, file: options.bootstrap, git, charts, isPromiseNew, timeout };
  const askedFirst = `look with ${kubectl.command} get bootstrapclaims,pods --all-namespaces, then repeat`;
  const answer = await take({ name: 'BootstrapClaim', hint: askedFirst }, () => bootstrap(kubectl, claim));
  return { git, charts, answer };
}

/** Options with their defaults. */
type Decided = DeployOptions & { readonly edges: DeployEdges; readonly timeout: Timeout };

function lookInto(kubectl: Kubectl, namespace: string): string {
  return `look with ${kubectl.command} --namespace=${namespace} get pods,events, then repeat: what is done stays done`;
}

/** Which cluster it is, before anything in it changes. @throws KubectlError, ActionableError where it is too old */
async function describeCluster(kubectl: Kubectl): Promise<Outcome<void>> {
  const version = JSON.parse(await kubectl.run(['version', '--output=json'])) as {
    serverVersion: { gitVersion: string };
  };
  const { gitVersion } = version.serverVersion;
  const { minimum } = versions.kubernetes;
  if (gitVersion.localeCompare(minimum, 'en', { numeric: true }) < 0) {
    const hint = 'upgrade it, or name another cluster by KUBECONFIG and CONTEXT';
    throw new ActionableError(`the cluster has Kubernetes ${gitVersion}, and ${minimum} or newer is needed`, {
      hint,
    });
  }
  const nodes = await kubectl.list(['nodes']);
  const detail = `Kubernetes ${gitVersion}, ${counted(nodes.length, 'node')}`;
  return { value: undefined, detail };
}

async function installKratix(take: RunStep, { kubectl, manifests = {}, timeout }: Decided): Promise<void> {
  const manager: Software = {
    name: 'Kratix',
    version: `known at commit ${versions.kratix.commit}`,
    namespace: kratix.namespace,
    definition: kratixResources.promises,
    manifest: manifests.kratix ?? versions.kratix.manifest,
  };
  const certManager: Software = {
    name: 'cert-manager',
    version: versions.certManager.version,
    namespace: 'cert-manager',
    definition: 'certificates.cert-manager.io',
    manifest: manifests.certManager ?? versions.certManager.manifest,
  };
  const first = { name: certManager.name, hint: lookInto(kubectl, certManager.namespace) };
  await take(first, async () => {
    // it is there for Kratix alone: who has Kratix has what it needs
    const isKratixThere = await kubectl.serves(manager.definition);
    if (isKratixThere && !(await kubectl.serves(certManager.definition))) {
      return { value: undefined, change: 'unchanged', detail: 'not needed: Kratix is there without it' };
    }
    return install(kubectl, certManager, { timeout });
  });
  const step = { name: manager.name, hint: lookInto(kubectl, manager.namespace) };
  await take(step, () => install(kubectl, manager, { timeout }));
}

async function deployArgocd(take: RunStep, { kubectl, manifests = {}, timeout }: Decided): Promise<void> {
  const argocd: Software = {
    name: 'Argo CD',
    version: versions.argocd.version,
    namespace: argocdNamespace,
    definition: applicationResource,
    sign: 'argocd-cm',
    manifest: manifests.argocd ?? versions.argocd.manifest,
    isNamespaceOpen: true,
  };
  const step = { name: argocd.name, hint: lookInto(kubectl, argocd.namespace) };
  await take(step, async () => {
    await checkArgocdVersion(kubectl);
    return install(kubectl, argocd, { timeout });
  });
}

/** @throws ActionableError if an existing Argo CD is too old */
async function checkArgocdVersion(kubectl: Kubectl): Promise<void> {
  const { name, namespace } = argocdRepoServer;
  const found = await kubectl.find<ImagesObject>(['deployment', name, `--namespace=${namespace}`]);
  const outdated = argocdVersionProblem(found);
  if (outdated !== undefined) throw new ActionableError(outdated.problem, { hint: outdated.hint });
}

function deployGit(take: RunStep, options: Decided): Promise<GitAccess> {
  const {
    kubectl,
    git,
    platform,
    images = {},
    stateStore = defaultStateStore,
    timeout,
    spell,
    edges,
  } = options;
  const { makeCertificate } = edges;
  if (git !== undefined) {
    const value = { ...git, branch: git.branch ?? defaultBranch };
    return take({ name: 'Git', hint: 'check its address' }, async () => ({ value, detail: git.url }));
  }
  const image = images.gitea ?? versions.gitea.image;
  const step = { name: 'Gitea', hint: lookInto(kubectl, gitea.namespace) };
  return take(step, () =>
    deployGitea(kubectl, { image, platform, ...stateStore, timeout, spell, makeCertificate }),
  );
}

/** Nothing to do where the server's certificate is from a public authority. */
async function trustGit(
  take: RunStep,
  { kubectl, git, timeout }: { kubectl: Kubectl; git: GitAccess; timeout: Timeout },
): Promise<void> {
  const { ca } = git;
  if (ca === undefined) return;
  const host = new URL(git.url).hostname;
  const step = { name: "Git server's authority", hint: lookInto(kubectl, kratix.namespace) };
  await take(step, () => trustAuthority(kubectl, { ca, host, timeout }));
}

async function deployCharts(take: RunStep, options: Decided): Promise<ChartsPlace> {
  const { kubectl, promises, platform, registry, images = {}, timeout, spell, edges } = options;
  const toPublish = { promises, publishCharts: edges.publishCharts };
  if (registry !== undefined) {
    const { url, plainHTTP, access } = registry;
    const hint = 'sign in with docker login, and make sure that this machine reaches the registry';
    await take({ name: 'Charts', hint }, () => pushToRegistry({ url, plainHTTP }, { ...toPublish, access }));
    return { url, plainHTTP };
  }
  const image = images.registry ?? versions.registry.image;
  const hint = lookInto(kubectl, registryInCluster.namespace);
  const charts = await take({ name: 'Registry', hint }, () =>
    deployRegistry(kubectl, { image, platform, timeout, spell }),
  );
  await take({ name: 'Charts', hint }, () => pushToCluster(kubectl, toPublish));
  return charts;
}

async function connectArgocd(
  take: RunStep,
  { options, git, charts }: { options: Decided; git: GitAccess; charts: ChartsPlace },
): Promise<void> {
  const { kubectl, timeout, registry } = options;
  const hint = lookInto(kubectl, argocdNamespace);
  const account = registry?.account;
  await take({ name: 'Root of Argo CD', hint }, () => deployRoot(kubectl, { git, charts, account, timeout }));
  // at another's Git server a person registers it
  if (options.git !== undefined) return;
  await take({ name: 'Webhook of Gitea', hint: lookInto(kubectl, gitea.namespace) }, async () => {
    const url = await readWebhookURL(kubectl);
    const known = await readWebhookSecret(kubectl);
    const secret = known ?? randomBytes(24).toString('base64url');
    const change = await ensureWebhook(kubectl, git, { url, secret, isSecretNew: known === undefined });
    // last, so that a run which is cut off in between makes both again
    if (known === undefined) await keepWebhookSecret(kubectl, secret);
    return { value: undefined, change, detail: url };
  });
}
