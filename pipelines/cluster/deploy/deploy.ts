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

/** Options of a deployment. */
export interface DeployOptions {
  readonly kubectl: Kubectl;
  readonly report: Report;
  /** Folder of the Promises, with their charts. */
  readonly promises: string;
  /** Folder of the objects of Gitea and the registry: `kind/platform`. */
  readonly platform: string;
  /** Image of the container. Defaults to the image in the Promises. */
  readonly image?: string | undefined;
  /** Images of Gitea and the registry. Default to kind/versions.json. */
  readonly images?: { readonly gitea?: string | undefined; readonly registry?: string | undefined };
  /** Paths or URLs of published manifests. Default to kind/versions.json. */
  readonly manifests?: {
    readonly certManager?: string | undefined;
    readonly kratix?: string | undefined;
    readonly argocd?: string | undefined;
  };
  /** Existing repository. Defaults to a repository in Gitea in the cluster. */
  readonly git?: ExistingGit | undefined;
  /** Repository in Gitea. */
  readonly stateStore?: { readonly organization: string; readonly repository: string };
  /** Existing registry. Defaults to a registry in the cluster. */
  readonly registry?: ExistingRegistry | undefined;
  /** File with a BootstrapClaim. Defaults to the example with the addresses of this platform; none if false. */
  readonly bootstrap?: string | false | undefined;
  /** Seconds for each wait. */
  readonly within?: number;
  /** Spells the options that messages name. */
  readonly spell?: SpellOption;
  /** Effects outside of the cluster. */
  readonly edges?: Partial<DeployEdges>;
}

/** Existing repository. */
export interface ExistingGit extends Omit<GitAccess, 'branch'> {
  /** Defaults to `main`. */
  readonly branch?: string | undefined;
}

/** Existing registry. */
export interface ExistingRegistry extends ChartsPlace {
  /** Access of this machine, to push charts. */
  readonly access: RegistryOptions;
  /** Account of Argo CD. Defaults to the account of an earlier run, or to anonymous access. */
  readonly account?: Account | undefined;
}

/** Result of a deployment. */
export interface Deployed {
  readonly git: GitAccess;
  readonly charts: ChartsPlace;
  /** Result of the BootstrapClaim; undefined if none was applied. */
  readonly answer?: Answer | undefined;
}

/** Runs a step and reports it. */
type RunStep = <T>(step: StepName, work: () => Promise<Outcome<T>>) => Promise<T>;

/** Seconds for each wait; a slow line downloads images for minutes. */
const patience = 600;

const defaultStateStore = { organization: 'infraforge', repository: 'state-store' };

/**
 * Installs the platform on a cluster. Each step keeps existing objects, so that the deployment can be repeated after a
 * failure or a change.
 *
 * @throws StepError with the failed step, the reason and the fix
 */
export async function deployPlatform(options: DeployOptions): Promise<Deployed> {
  const { kubectl, report, promises, image } = options;
  const edges = { ...systemEdges, ...options.edges };
  const timeout: Timeout = { seconds: options.within ?? patience, clock: edges.clock };
  const decided: Decided = { ...options, edges, timeout };
  const take: RunStep = (step, work) => runStep(step, { report, work });
  const hint = inspectionHint(kubectl, kratix.namespace);

  const wrongCluster = `check KUBECONFIG and CONTEXT with: ${kubectl.command} get nodes`;
  await take({ name: 'Cluster', hint: wrongCluster }, () => describeCluster(kubectl));
  const setAgain = 'set each of them, to its old or to a new value';
  await take({ name: 'Earlier run', hint: setAgain }, () => checkEarlierRun(kubectl, options));
  await installKratix(take, decided);
  const git = await deployGit(take, decided);
  // before Argo CD starts, because it reads the certificates at its start
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
  const claimHint = `check with ${kubectl.command} get bootstrapclaims,pods --all-namespaces, then repeat`;
  const answer = await take({ name: 'BootstrapClaim', hint: claimHint }, () => bootstrap(kubectl, claim));
  return { git, charts, answer };
}

/** Options with their defaults. */
type Decided = DeployOptions & { readonly edges: DeployEdges; readonly timeout: Timeout };

function inspectionHint(kubectl: Kubectl, namespace: string): string {
  return `check with ${kubectl.command} --namespace=${namespace} get pods,events, then repeat: completed steps are kept`;
}

/** Returns the version of the cluster before any change. @throws KubectlError, ActionableError if it is too old */
async function describeCluster(kubectl: Kubectl): Promise<Outcome<void>> {
  const version = JSON.parse(await kubectl.run(['version', '--output=json'])) as {
    serverVersion: { gitVersion: string };
  };
  const { gitVersion } = version.serverVersion;
  const { minimum } = versions.kubernetes;
  if (gitVersion.localeCompare(minimum, 'en', { numeric: true }) < 0) {
    const hint = 'upgrade the cluster, or choose another one with KUBECONFIG and CONTEXT';
    throw new ActionableError(
      `the cluster has Kubernetes ${gitVersion}, but ${minimum} or newer is required`,
      {
        hint,
      },
    );
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
  const first = { name: certManager.name, hint: inspectionHint(kubectl, certManager.namespace) };
  await take(first, async () => {
    // only Kratix needs it, and an existing Kratix works
    const isKratixThere = await kubectl.serves(manager.definition);
    if (isKratixThere && !(await kubectl.serves(certManager.definition))) {
      return {
        value: undefined,
        change: 'unchanged',
        detail: 'not required: the existing Kratix works without it',
      };
    }
    return install(kubectl, certManager, { timeout });
  });
  const step = { name: manager.name, hint: inspectionHint(kubectl, manager.namespace) };
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
  const step = { name: argocd.name, hint: inspectionHint(kubectl, argocd.namespace) };
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
    return take({ name: 'Git', hint: 'check the address' }, async () => ({ value, detail: git.url }));
  }
  const image = images.gitea ?? versions.gitea.image;
  const step = { name: 'Gitea', hint: inspectionHint(kubectl, gitea.namespace) };
  return take(step, () =>
    deployGitea(kubectl, { image, platform, ...stateStore, timeout, spell, makeCertificate }),
  );
}

/** Trusts the CA of the Git server, if it is private. */
async function trustGit(
  take: RunStep,
  { kubectl, git, timeout }: { kubectl: Kubectl; git: GitAccess; timeout: Timeout },
): Promise<void> {
  const { ca } = git;
  if (ca === undefined) return;
  const host = new URL(git.url).hostname;
  const step = { name: "Git server's authority", hint: inspectionHint(kubectl, kratix.namespace) };
  await take(step, () => trustAuthority(kubectl, { ca, host, timeout }));
}

async function deployCharts(take: RunStep, options: Decided): Promise<ChartsPlace> {
  const { kubectl, promises, platform, registry, images = {}, timeout, spell, edges } = options;
  const toPublish = { promises, publishCharts: edges.publishCharts };
  if (registry !== undefined) {
    const { url, plainHTTP, access } = registry;
    const hint = 'sign in with docker login, and check that this machine reaches the registry';
    await take({ name: 'Charts', hint }, () => pushToRegistry({ url, plainHTTP }, { ...toPublish, access }));
    return { url, plainHTTP };
  }
  const image = images.registry ?? versions.registry.image;
  const hint = inspectionHint(kubectl, registryInCluster.namespace);
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
  const hint = inspectionHint(kubectl, argocdNamespace);
  const account = registry?.account;
  await take({ name: 'Root of Argo CD', hint }, () => deployRoot(kubectl, { git, charts, account, timeout }));
  // on an existing Git server, a person registers the webhook
  if (options.git !== undefined) return;
  await take({ name: 'Webhook of Gitea', hint: inspectionHint(kubectl, gitea.namespace) }, async () => {
    const url = await readWebhookURL(kubectl);
    const known = await readWebhookSecret(kubectl);
    const secret = known ?? randomBytes(24).toString('base64url');
    const change = await ensureWebhook(kubectl, git, { url, secret, isSecretNew: known === undefined });
    // last, so that a run after an interruption creates both again
    if (known === undefined) await keepWebhookSecret(kubectl, secret);
    return { value: undefined, change, detail: url };
  });
}
