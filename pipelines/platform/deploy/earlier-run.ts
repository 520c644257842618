import { kratixResources } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Kubectl } from '../kubectl.ts';
import { readChartCredentials } from './argocd-access.ts';
import { gitea } from './gitea-objects.ts';
import { imagesOf, type PromiseObject, readPromises } from './promises.ts';
import { registryURL } from './registry.ts';
import { stateStore } from './state-store.ts';
import { Obstacle, type Outcome } from './step.ts';

/** What this run is told of what a platform stands on. */
export interface Told {
  /** Folder of the Promises. */
  readonly promises: string;
  readonly git?: object | undefined;
  readonly registry?: object | undefined;
  readonly image?: string | undefined;
}

/**
 * Looks for what an earlier run was told and this one is not, before anything changes: what is left out would be taken
 * for the default, and a running platform be moved to an empty repository, another registry or another image.
 *
 * @throws Obstacle with all of it
 */
export async function checkEarlierRun(kubectl: Kubectl, told: Told): Promise<Outcome<void>> {
  const [url, { url: charts }, image] = await Promise.all([
    told.git === undefined ? stateStoreURL(kubectl) : undefined,
    told.registry === undefined ? readChartCredentials(kubectl) : { url: undefined },
    told.image === undefined ? otherImage(kubectl, told.promises) : undefined,
  ]);
  const forgotten = [
    ...(url === undefined || hostOf(url) === gitea.host ? [] : [`GIT_URL=${url} (--git-url)`]),
    ...(charts === undefined || charts === registryURL ? [] : [`REGISTRY=${charts} (--registry)`]),
    ...(image === undefined ? [] : [`IMAGE=${image} (--image)`]),
  ];
  if (forgotten.length === 0) return { value: undefined, detail: 'nothing of one would be undone' };
  throw new Obstacle(`this platform stands on what this run is not told: ${forgotten.join(', ')}`);
}

async function stateStoreURL(kubectl: Kubectl): Promise<string | undefined> {
  if (!(await kubectl.serves(kratixResources.gitStateStores))) return undefined;
  const store = await kubectl.find<KubernetesObject & { readonly spec?: { readonly url?: string } }>([
    kratixResources.gitStateStores,
    stateStore.name,
  ]);
  return store?.spec?.url;
}

/**
 * The image of the installed Promises, where it is no release of the one that the Promises name: somebody chose it, or
 * built it. A release gives way to that of these Promises.
 */
async function otherImage(kubectl: Kubectl, promises: string): Promise<string | undefined> {
  if (!(await kubectl.serves(kratixResources.promises))) return undefined;
  const [first] = readPromises(promises);
  const installed = await kubectl.find<PromiseObject>([kratixResources.promises, first!.name]);
  const ours = first!.objects.flatMap(imagesOf).map(withoutRelease);
  return installed && imagesOf(installed).find((image) => !ours.includes(withoutRelease(image)));
}

/** An image's name without the tag of a release; with any other tag as it is. */
function withoutRelease(image: string): string {
  return image.replace(/:\d+\.\d+\.\d+$/, '');
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
