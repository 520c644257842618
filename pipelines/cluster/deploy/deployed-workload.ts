import { ActionableError } from '../../../shared/errors.ts';
import { type Conditioned, conditionOf, type KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Kubectl } from '../kubectl.ts';
import { tryObject } from './apply-objects.ts';
import { isManaged, managedBy, type Storage, type WorkloadName } from './workload.ts';

/**
 * Makes sure that a namespace is ours, or not there yet: in another's, a workload of ours would take the place of one of
 * the same name, and pods that are not `restricted` would not start again.
 *
 * @param way how a person says that what is in it is to be used
 * @throws ActionableError, KubectlError
 */
export async function checkNamespace(kubectl: Kubectl, name: string, way: string): Promise<void> {
  const found = await kubectl.find(['namespace', name]);
  if (found === undefined || isManaged(found)) return;
  throw new ActionableError(`Namespace ${name} is another's`, {
    hint: `set ${way} to use what is in it, or label it ${managedBy.name}=${managedBy.value} to have ours put there`,
  });
}

interface Deployment extends Conditioned {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly image?: string }[];
        readonly volumes?: readonly { name: string; persistentVolumeClaim?: object }[];
      };
    };
  };
}

function findDeployment(
  kubectl: Kubectl,
  { namespace, name }: WorkloadName,
): Promise<Deployment | undefined> {
  return kubectl.find<Deployment>(['deployment', name, `--namespace=${namespace}`]);
}

/** The image that a workload of ours runs; undefined where there is none, or another's of that name. */
export async function deployedImage(kubectl: Kubectl, workload: WorkloadName): Promise<string | undefined> {
  const found = await findDeployment(kubectl, workload);
  return found && imageOf(found);
}

function imageOf(deployment: Deployment): string | undefined {
  return isManaged(deployment) ? deployment.spec.template.spec.containers[0]?.image : undefined;
}

/**
 * Where a workload keeps its data: where it has them already, else on a volume if the cluster has a default storage
 * class. Data never move by themselves from one to the other.
 */
export async function chooseStorage(kubectl: Kubectl, workload: WorkloadName): Promise<Storage> {
  const found = await findDeployment(kubectl, workload);
  if (found !== undefined) {
    const data = found.spec.template.spec.volumes?.find((volume) => volume.name === 'data');
    return data?.persistentVolumeClaim === undefined ? 'pod' : 'claim';
  }
  const classes = await kubectl.list(['storageclasses']);
  const isDefault = ({ metadata }: KubernetesObject): boolean =>
    metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return classes.some(isDefault) ? 'claim' : 'pod';
}

/**
 * Makes sure that a workload with its data in its pod keeps that pod, because nobody has the data elsewhere.
 *
 * @param wanted the objects of `readWorkload`
 * @param loss what would be lost, and what to do about it, by the image that runs
 * @throws KubectlError, ActionableError
 */
export async function checkPodKept(
  kubectl: Kubectl,
  wanted: readonly object[],
  loss: (image: string | undefined) => { readonly reason: string; readonly hint: string },
): Promise<void> {
  const deployment = (wanted as readonly Deployment[]).find(({ kind }) => kind === 'Deployment')!;
  const { namespace = '', name } = deployment.metadata;
  const found = await findDeployment(kubectl, { namespace, name });
  if (found === undefined || !hasRun(found)) return;
  const { spec } = await tryObject<Deployment>(kubectl, deployment);
  if (JSON.stringify(spec.template) === JSON.stringify(found.spec.template)) return;
  const { reason, hint } = loss(imageOf(found));
  throw new ActionableError(reason, { hint });
}

/** Stays true of a pod that is not ready for a while (Kubernetes documentation, "Complete Deployment"). */
function hasRun(deployment: Deployment): boolean {
  return conditionOf(deployment, 'Progressing')?.reason === 'NewReplicaSetAvailable';
}

/** What a person should know of data that are gone with their pod. */
export function storageWarnings({
  name,
  storage,
}: {
  readonly name: string;
  readonly storage: Storage;
}): readonly string[] {
  if (storage === 'claim') return [];
  return [
    `${name} keeps its data in its pod, because the cluster has no default StorageClass: when the pod goes, they go. Good enough to try things out`,
  ];
}
