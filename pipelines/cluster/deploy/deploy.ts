import { randomBytes } from 'node:crypto';
import { argocdNamespace } from '../../../shared/argocd/application.ts';
import type { Kubectl } from '../kubectl.ts';
import { deployRoot, keepWebhookSecret, readWebhookSecret, readWebhookURL } from './argocd-access.ts';
import { bootstrap } from './bootstrap.ts';
import {
  type Decided,
  type Deployed,
  type DeployOptions,
  inspectionHint,
  patience,
  type RunStep,
} from './deploy-options.ts';
import { checkEarlierRun } from './earlier-run.ts';
import { systemEdges } from './edges.ts';
import { defaultBranch, type GitAccess } from './git-access.ts';
import { kratix, trustAuthority } from './git-authority.ts';
import { deployGitea, ensureWebhook } from './gitea.ts';
import { gitea } from './gitea-objects.ts';
import { deployArgocd, describeCluster, installKratix } from './install-software.ts';
import { deployPromises } from './promises.ts';
import {
  type ChartsPlace,
  deployRegistry,
  pushToCluster,
  pushToRegistry,
  registry as registryInCluster,
} from './registry.ts';
import { deployStateStore } from './state-store.ts';
import { runStep } from './step.ts';
import { versions } from './versions.ts';
import type { Timeout } from './wait-until.ts';

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
