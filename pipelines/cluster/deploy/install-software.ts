import { applicationResource, argocdNamespace } from '../../../shared/argocd/application.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { kratixResources } from '../../../shared/kratix/contract.ts';
import { pluralize } from '../../../shared/pluralize.ts';
import { argocdRepoServer, argocdVersionProblem, type ImagesObject } from '../argocd-version.ts';
import { type Cluster, hasDefinition } from '../cluster.ts';
import type { Deployment } from './deploy-options.ts';
import { kratix } from './git-authority.ts';
import { install, type Software } from './install.ts';
import type { Outcome } from './step.ts';
import { versions } from './versions.ts';

/** Namespace of cert-manager. */
export const certManagerNamespace = 'cert-manager';

/** Returns the version of the cluster before any change. @throws ClusterError, ActionableError if it is too old */
export async function describeCluster(cluster: Cluster): Promise<Outcome<void>> {
  const { gitVersion } = (await cluster.get<{ gitVersion: string }>('/version'))!;
  const { minimum } = versions.kubernetes;
  if (gitVersion.localeCompare(minimum, 'en', { numeric: true }) < 0) {
    const hint = 'upgrade the cluster, or choose another one with KUBECONFIG and CONTEXT';
    throw new ActionableError(
      `the cluster has Kubernetes ${gitVersion}, but ${minimum} or newer is required`,
      { hint },
    );
  }
  const nodes = await cluster.list({ apiVersion: 'v1', kind: 'Node' });
  const detail = `Kubernetes ${gitVersion}, ${pluralize(nodes.length, 'node')}`;
  return { value: undefined, detail };
}

/** Installs cert-manager, which only Kratix needs: an existing Kratix works without it. */
export async function installCertManager({
  cluster,
  manifests,
  ...options
}: Deployment): Promise<Outcome<void>> {
  const certManager: Software = {
    name: 'cert-manager',
    version: versions.certManager.version,
    namespace: certManagerNamespace,
    definition: 'certificates.cert-manager.io',
    manifest: manifests?.certManager ?? versions.certManager.manifest,
  };
  const isKratixThere = await hasDefinition(cluster, kratixResources.promises);
  if (isKratixThere && !(await hasDefinition(cluster, certManager.definition))) {
    const detail = 'not required: the existing Kratix works without it';
    return { value: undefined, change: 'unchanged', detail };
  }
  return install(cluster, certManager, { ...options.edges, timeout: options.timeout });
}

/** Installs Kratix. */
export function installKratix({ cluster, manifests, edges, timeout }: Deployment): Promise<Outcome<void>> {
  const manager: Software = {
    name: 'Kratix',
    version: `known at commit ${versions.kratix.commit}`,
    namespace: kratix.namespace,
    definition: kratixResources.promises,
    manifest: manifests?.kratix ?? versions.kratix.manifest,
  };
  return install(cluster, manager, { ...edges, timeout });
}

/** Installs Argo CD, or checks the version of an existing one. @throws ActionableError if it is too old */
export async function installArgocd({
  cluster,
  manifests,
  edges,
  timeout,
}: Deployment): Promise<Outcome<void>> {
  const argocd: Software = {
    name: 'Argo CD',
    version: versions.argocd.version,
    namespace: argocdNamespace,
    definition: applicationResource,
    markerConfigMap: 'argocd-cm',
    manifest: manifests?.argocd ?? versions.argocd.manifest,
  };
  const outdated = argocdVersionProblem(await cluster.find<ImagesObject>(argocdRepoServer));
  if (outdated !== undefined) throw new ActionableError(outdated.problem, { hint: outdated.hint });
  return install(cluster, argocd, { ...edges, timeout });
}
