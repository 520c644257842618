import { applicationResource } from '../../../shared/argocd/application.ts';
import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { kratixResources } from '../../../shared/kratix/contract.ts';
import { pluralize } from '../../../shared/pluralize.ts';
import { argocdRepoServer, argocdVersionProblem, type ImagesObject } from '../argocd-version.ts';
import { type Cluster, hasDefinition } from '../cluster.ts';
import { certManagerDefinition, certManagerNamespace } from './cert-manager.ts';
import type { Deployment } from './deploy-options.ts';
import { kratix } from './git-authority.ts';
import { install, isMissing, type Software } from './install.ts';
import { type Manifest, type ManifestSource, parseManifestSource } from './manifest.ts';
import { printPlainOption } from './print-option.ts';
import type { Outcome } from './step.ts';
import { versions } from './versions.ts';

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

/** Software of other projects. */
export type SoftwareName = 'certManager' | 'kratix' | 'argocd';

/** Manifests of the software that the cluster lacks. */
export type Manifests = Readonly<Partial<Record<SoftwareName, Manifest>>>;

/** Returns the software of other projects, with the manifests that the user chose. @throws ActionableError */
function softwareOf(manifests: Deployment['manifests'] = {}): Readonly<Record<SoftwareName, Software>> {
  const manifestOf = (name: SoftwareName, published: ManifestSource): ManifestSource => {
    const chosen = manifests[name];
    return chosen === undefined ? published : parseManifestSource(chosen);
  };
  const { certManager, argocd } = versions;
  return {
    certManager: {
      name: 'cert-manager',
      version: certManager.version,
      namespace: certManagerNamespace,
      definition: certManagerDefinition,
      manifest: manifestOf('certManager', { location: certManager.manifest, sha256: certManager.sha256 }),
    },
    kratix: {
      name: 'Kratix',
      version: `known at commit ${versions.kratix.commit}`,
      namespace: kratix.namespace,
      definition: kratixResources.promises,
      manifest: manifestOf('kratix', { location: versions.kratix.manifest }),
    },
    argocd: {
      name: 'Argo CD',
      version: argocd.version,
      namespace: argocdNamespace,
      definition: applicationResource,
      markerConfigMap: 'argocd-cm',
      manifest: manifestOf('argocd', { location: argocd.manifest, sha256: argocd.sha256 }),
    },
  };
}

/**
 * Reads the manifests of the software that the cluster lacks, and compares their checksums, before anything changes.
 *
 * @throws ClusterError, ActionableError
 */
export async function readManifests(deployment: Deployment): Promise<Outcome<Manifests>> {
  const { cluster, edges, printOption = printPlainOption } = deployment;
  const software = softwareOf(deployment.manifests);
  const isNeeded = await isCertManagerNeeded(cluster, software.certManager);
  const read: Partial<Record<SoftwareName, Manifest>> = {};
  for (const name of ['certManager', 'kratix', 'argocd'] as const) {
    if (name === 'certManager' && !isNeeded) continue;
    if (!(await isMissing(cluster, software[name]))) continue;
    read[name] = await edges.readManifest(software[name].manifest);
  }
  const found = Object.entries(read) as [SoftwareName, Manifest][];
  const states = found.map(
    ([name, { sha256 }]) => `${software[name].name} ${sha256 === undefined ? 'not verified' : 'verified'}`,
  );
  return {
    value: read,
    detail: states.length === 0 ? 'no software is missing' : states.join(', '),
    warnings: found
      .filter(([, { sha256 }]) => sha256 === undefined)
      .map(([name, manifest]) =>
        notVerified(software[name].name, manifest, printOption(manifestOptions[name], pinned(manifest))),
      ),
  };
}

/** Options for the manifests, by software. */
const manifestOptions = {
  certManager: 'certManagerManifest',
  kratix: 'kratixManifest',
  argocd: 'argocdManifest',
} as const;

function pinned({ location, found }: Manifest): string {
  return `${location}#sha256=${found}`;
}

function notVerified(name: string, { location }: Manifest, option: string): string {
  return `The manifest of ${name} is not verified, because no checksum of ${location} is known. To accept this content only, set ${option}`;
}

/** Returns whether cert-manager is needed: an existing Kratix works without it. */
async function isCertManagerNeeded(cluster: Cluster, certManager: Software): Promise<boolean> {
  const hasKratix = await hasDefinition(cluster, kratixResources.promises);
  return !hasKratix || (await hasDefinition(cluster, certManager.definition));
}

/** Installs cert-manager, which only Kratix needs. */
export async function installCertManager(
  { cluster, manifests, timeout }: Deployment,
  { certManager: manifest }: Manifests,
): Promise<Outcome<void>> {
  const { certManager } = softwareOf(manifests);
  if (manifest === undefined && !(await isCertManagerNeeded(cluster, certManager))) {
    const detail = 'not required: the existing Kratix works without it';
    return { value: undefined, change: 'unchanged', detail };
  }
  return install(cluster, certManager, { manifest, timeout });
}

/** Installs Kratix. */
export function installKratix(
  { cluster, manifests, timeout }: Deployment,
  { kratix: manifest }: Manifests,
): Promise<Outcome<void>> {
  return install(cluster, softwareOf(manifests).kratix, { manifest, timeout });
}

/** Installs Argo CD, or checks the version of an existing one. @throws ActionableError if it is too old */
export async function installArgocd(
  { cluster, manifests, timeout }: Deployment,
  { argocd: manifest }: Manifests,
): Promise<Outcome<void>> {
  const outdated = argocdVersionProblem(await cluster.find<ImagesObject>(argocdRepoServer));
  if (outdated !== undefined) throw new ActionableError(outdated.problem, { hint: outdated.hint });
  return install(cluster, softwareOf(manifests).argocd, { manifest, timeout });
}
