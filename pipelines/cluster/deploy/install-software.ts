import { applicationResource, argocdNamespace } from '../../../shared/argocd/application.ts';
import { counted } from '../../../shared/counted.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { kratixResources } from '../../../shared/kratix/contract.ts';
import { argocdRepoServer, argocdVersionProblem, type ImagesObject } from '../argocd-version.ts';
import type { Kubectl } from '../kubectl.ts';
import { type Decided, inspectionHint, type RunStep } from './deploy-options.ts';
import { kratix } from './git-authority.ts';
import { install, type Software } from './install.ts';
import type { Outcome } from './step.ts';
import { versions } from './versions.ts';

/** Returns the version of the cluster before any change. @throws KubectlError, ActionableError if it is too old */
export async function describeCluster(kubectl: Kubectl): Promise<Outcome<void>> {
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

/** Installs Kratix, and cert-manager first if Kratix needs it. */
export async function installKratix(
  take: RunStep,
  { kubectl, manifests = {}, timeout }: Decided,
): Promise<void> {
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

/** Installs Argo CD, or checks the version of an existing one. */
export async function deployArgocd(
  take: RunStep,
  { kubectl, manifests = {}, timeout }: Decided,
): Promise<void> {
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
