import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { kubectlCommand } from '../cluster.ts';
import type { ChartRegistry } from '../operate/chart-registries.ts';
import { deployRoot } from './argocd-access.ts';
import { bootstrap } from './bootstrap.ts';
import { certManagerNamespace } from './cert-manager.ts';
import {
  type Deployed,
  type Deployment,
  type DeployOptions,
  defaultTimeoutSeconds,
} from './deploy-options.ts';
import { checkEarlierRun } from './earlier-run.ts';
import { systemEdges } from './edges.ts';
import { useGit } from './existing-git.ts';
import type { GitAccess } from './git-access.ts';
import { kratix, trustAuthority } from './git-authority.ts';
import { deployGitea } from './gitea.ts';
import { gitea } from './gitea-objects.ts';
import { deployWebhook } from './gitea-webhook.ts';
import {
  describeCluster,
  installArgocd,
  installCertManager,
  installKratix,
  readManifests,
} from './install-software.ts';
import { deployPromises } from './promises.ts';
import { deployRegistry, pushToCluster, pushToRegistry, registry } from './registry.ts';
import { deployStateStore } from './state-store.ts';
import { runStep } from './step.ts';

/**
 * Installs the platform on a cluster. Each step keeps existing objects, so that the deployment can be repeated after a
 * failure or a change.
 *
 * @throws StepError with the failed step, the reason and the fix
 */
export async function deployPlatform(options: DeployOptions): Promise<Deployed> {
  const { cluster, promises, onlyPromises, image, platformNamespace } = options;
  const deployment = prepare(options);
  const { step, inspect, timeout } = deployment;
  const kubectl = kubectlCommand(cluster);

  const wrongCluster = `check KUBECONFIG and CONTEXT with: ${kubectl} get nodes`;
  await step('Cluster', wrongCluster, () => describeCluster(cluster));
  const setAgain = 'set each of them, to its old or to a new value';
  await step('Earlier run', setAgain, () => checkEarlierRun(cluster, options));
  const manifests = await step('Manifests', 'check the addresses', () => readManifests(deployment));
  await step('cert-manager', inspect(certManagerNamespace), () => installCertManager(deployment, manifests));
  await step('Kratix', inspect(kratix.namespace), () => installKratix(deployment, manifests));
  const git = await deployGit(deployment);
  const { ca } = git;
  if (ca !== undefined) {
    // before Argo CD starts, because it reads the certificates at its start
    const authority = { ca, host: new URL(git.url).hostname, timeout };
    await step("Git server's authority", inspect(kratix.namespace), () => trustAuthority(cluster, authority));
  }
  await step('Argo CD', inspect(argocdNamespace), () => installArgocd(deployment, manifests));
  const charts = await deployCharts(deployment);
  const access = { git, charts, account: options.registry?.account, timeout };
  await step('Root of Argo CD', inspect(argocdNamespace), () => deployRoot(cluster, access));
  if (options.git === undefined) {
    await step('Webhook of Gitea', inspect(gitea.namespace), () => deployWebhook(cluster, git));
  }
  await step('State store', inspect(kratix.namespace), () => deployStateStore(cluster, { git, timeout }));
  const hasPromiseChanged = await step('Promises', inspect(kratix.namespace), () =>
    deployPromises(cluster, { promises, onlyPromises, image, platformNamespace, timeout }),
  );
  if (options.bootstrap === false) return { git, charts };
  const claim = {
    promises,
    file: options.bootstrap,
    platformNamespace,
    git,
    charts,
    hasPromiseChanged,
    timeout,
  };
  const claimHint = `check with ${kubectl} get bootstrapclaims,pods --all-namespaces, then repeat`;
  const answer = await step('BootstrapClaim', claimHint, () => bootstrap(cluster, claim));
  return { git, charts, answer };
}

function prepare(options: DeployOptions): Deployment {
  const edges = { ...systemEdges, ...options.edges };
  const kubectl = kubectlCommand(options.cluster);
  return {
    ...options,
    edges,
    timeout: { seconds: options.timeoutSeconds ?? defaultTimeoutSeconds, clock: edges.clock },
    step: (name, hint, work) => runStep({ name, hint }, { report: options.report, work }),
    inspect: (namespace) =>
      `check with ${kubectl} --namespace=${namespace} get pods,events, then repeat: completed steps are kept`,
  };
}

function deployGit(deployment: Deployment): Promise<GitAccess> {
  const { cluster, git, step, inspect } = deployment;
  if (git === undefined) return step('Gitea', inspect(gitea.namespace), () => deployGitea(deployment));
  return step('Git', 'check the address', () => useGit(cluster, git));
}

async function deployCharts(deployment: Deployment): Promise<ChartRegistry> {
  const { cluster, promises, registry: existing, edges, step, inspect } = deployment;
  const toPublish = { promises, publishCharts: edges.publishCharts };
  if (existing !== undefined) {
    const { url, plainHTTP, access } = existing;
    const hint = 'sign in with docker login, and check that this machine reaches the registry';
    await step('Charts', hint, () => pushToRegistry({ url, plainHTTP }, { ...toPublish, access }));
    return { url, plainHTTP };
  }
  const hint = inspect(registry.namespace);
  const charts = await step('Registry', hint, () => deployRegistry(deployment));
  await step('Charts', hint, () => pushToCluster(cluster, toPublish));
  return charts;
}
