import { group, version } from '../../../shared/api-version.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { kratixKinds } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { defaultPlatformNamespace } from '../../../shared/release/platform-namespace.ts';
import type { Cluster } from '../cluster.ts';
import { readChartCredentials } from './argocd-access.ts';
import type { DeployOptions } from './deploy-options.ts';
import { deployedImage } from './deployed-workload.ts';
import { defaultBranch } from './git-access.ts';
import { gitea } from './gitea-objects.ts';
import { printPlainOption } from './print-option.ts';
import {
  imagesOf,
  listPromises,
  type PromiseObject,
  platformNamespaceOf,
  readFirstPromise,
} from './promises.ts';
import { registry, registryURL } from './registry.ts';
import { stateStore } from './state-store.ts';
import type { Outcome } from './step.ts';
import { versions } from './versions.ts';
import type { WorkloadName } from './workload.ts';

/** Options to compare with an earlier run. */
type ComparedOptions = Pick<
  DeployOptions,
  'promises' | 'git' | 'registry' | 'image' | 'images' | 'platformNamespace' | 'printOption'
>;

/**
 * Compares the options with those of an earlier run, before anything changes. An omitted option would mean its default,
 * and would move a running platform to an empty repository, another registry or another image.
 *
 * @throws ActionableError with every missing option
 */
export async function checkEarlierRun(cluster: Cluster, options: ComparedOptions): Promise<Outcome<void>> {
  const missing = (
    await Promise.all([
      missingGitOptions(cluster, options),
      missingRegistryOptions(cluster, options),
      missingImageOptions(cluster, options),
      missingNamespaceOptions(cluster, options),
    ])
  ).flat();
  if (missing.length === 0) return { value: undefined, detail: 'no option is missing' };
  throw new ActionableError(`this run lacks options of an earlier run: ${missing.join(', ')}`);
}

async function missingGitOptions(
  cluster: Cluster,
  { git, images = {}, printOption = printPlainOption }: ComparedOptions,
): Promise<string[]> {
  const { url, branch = defaultBranch } = await readStateStore(cluster);
  if (url === undefined || hostOf(url) === gitea.host) {
    if (git !== undefined || images.gitea !== undefined) return [];
    const image = await chosenImage(cluster, gitea, versions.gitea.image);
    return image === undefined ? [] : [printOption('giteaImage', image)];
  }
  const isBranchSet = git?.branch !== undefined || branch === defaultBranch;
  return [
    ...(git === undefined ? [printOption('gitUrl', url)] : []),
    ...(isBranchSet ? [] : [printOption('gitBranch', branch)]),
  ];
}

interface GitStateStore extends KubernetesObject {
  readonly spec?: { readonly url?: string; readonly branch?: string };
}

async function readStateStore(cluster: Cluster): Promise<NonNullable<GitStateStore['spec']>> {
  const reference = { ...kratixKinds.gitStateStore, name: stateStore.name };
  return (await cluster.find<GitStateStore>(reference))?.spec ?? {};
}

async function missingRegistryOptions(cluster: Cluster, options: ComparedOptions): Promise<string[]> {
  if (options.registry !== undefined) return [];
  const { printOption = printPlainOption } = options;
  const { url } = await readChartCredentials(cluster);
  if (url !== undefined && url !== registryURL) return [printOption('registry', url)];
  if (options.images?.registry !== undefined) return [];
  const image = await chosenImage(cluster, registry, versions.registry.image);
  return image === undefined ? [] : [printOption('registryImage', image)];
}

interface Claim extends KubernetesObject {
  readonly status?: { readonly platform?: object };
}

/**
 * Returns the option for the namespace of the platform, if a delivered BootstrapClaim lies outside of the default one: it
 * would no longer count, and a second claim would write its files. Without a claim, the installed Promises decide.
 *
 * @throws ActionableError if a delivered BootstrapClaim lies outside of the given namespace
 */
async function missingNamespaceOptions(
  cluster: Cluster,
  { platformNamespace, promises, printOption = printPlainOption }: ComparedOptions,
): Promise<string[]> {
  const given = platformNamespace ?? defaultPlatformNamespace;
  const claims = await cluster.list<Claim>({ apiVersion: `${group}/${version}`, kind: 'BootstrapClaim' });
  const delivered = claims.filter(({ status }) => status?.platform !== undefined);
  const outside = delivered.find(({ metadata }) => metadata.namespace !== given);
  if (outside !== undefined) {
    const { namespace = '', name } = outside.metadata;
    const option = printOption('platformNamespace', namespace);
    if (platformNamespace === undefined) return [option];
    const message = `BootstrapClaim ${namespace}/${name} would no longer count: it is not in namespace ${given}`;
    throw new ActionableError(message, { hint: `set ${option}` });
  }
  if (platformNamespace !== undefined || delivered.length > 0) return [];
  const installed = await findInstalled(cluster, promises);
  const chosen = installed && platformNamespaceOf(installed);
  return chosen === undefined || chosen === given ? [] : [printOption('platformNamespace', chosen)];
}

/** Returns the option for the image of the installed Promises, if a user chose it. */
async function missingImageOptions(
  cluster: Cluster,
  { image, promises, printOption = printPlainOption }: ComparedOptions,
): Promise<string[]> {
  if (image !== undefined) return [];
  const installed = await findInstalled(cluster, promises);
  if (installed === undefined) return [];
  const ours = readFirstPromise(promises).objects.flatMap(imagesOf);
  const chosen = imagesOf(installed).find((one) => isChosen(one, ours));
  return chosen === undefined ? [] : [printOption('image', chosen)];
}

/** Returns the first installed Promise. */
function findInstalled(cluster: Cluster, promises: string): Promise<PromiseObject | undefined> {
  const name = listPromises(promises)[0]!;
  return cluster.find<PromiseObject>({ ...kratixKinds.promise, name });
}

/** Returns the image of our workload, if a user chose it. */
async function chosenImage(
  cluster: Cluster,
  workload: WorkloadName,
  ours: string,
): Promise<string | undefined> {
  const image = await deployedImage(cluster, workload);
  return image !== undefined && isChosen(image, [ours]) ? image : undefined;
}

/** Returns whether a user chose or built an image; our releases are replaced by the next one. */
function isChosen(image: string, ours: readonly string[]): boolean {
  return !ours.map(withoutRelease).includes(withoutRelease(image));
}

/** Returns an image without the tag of a release, to which Gitea adds a variant; any other tag remains. */
function withoutRelease(image: string): string {
  return image.replace(/:\d+\.\d+\.\d+(-rootless)?$/, '');
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
