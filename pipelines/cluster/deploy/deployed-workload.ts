import { ActionableError } from '../../../shared/errors.ts';
import { type Conditioned, findCondition, type KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Cluster } from '../cluster.ts';
import { isManaged, managedBy, type Storage, type WorkloadName } from './workload.ts';

/**
 * Checks that a namespace is ours or does not exist. In another namespace, our workload would replace one of the same
 * name, and pods that are not `restricted` would not start again.
 *
 * @param option option that uses the existing workload
 * @throws ActionableError, ClusterError
 */
export async function checkNamespace(cluster: Cluster, name: string, option: string): Promise<void> {
  const found = await cluster.find({ apiVersion: 'v1', kind: 'Namespace', name });
  if (found === undefined || isManaged(found)) return;
  throw new ActionableError(`namespace ${name} has another owner`, {
    hint: `set ${option} to use its workload, or label it ${managedBy.name}=${managedBy.value} to install ours there`,
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

function findDeployment(cluster: Cluster, workload: WorkloadName): Promise<Deployment | undefined> {
  return cluster.find<Deployment>({ apiVersion: 'apps/v1', kind: 'Deployment', ...workload });
}

/** Returns the image of our workload; undefined if it does not exist or has another owner. */
export async function deployedImage(cluster: Cluster, workload: WorkloadName): Promise<string | undefined> {
  const found = await findDeployment(cluster, workload);
  return found && imageOf(found);
}

function imageOf(deployment: Deployment): string | undefined {
  return isManaged(deployment) ? deployment.spec.template.spec.containers[0]?.image : undefined;
}

/**
 * Returns the storage of a workload: its current storage, or a volume if the cluster has a default StorageClass. Data
 * never moves automatically.
 */
export async function chooseStorage(cluster: Cluster, workload: WorkloadName): Promise<Storage> {
  const found = await findDeployment(cluster, workload);
  if (found !== undefined) {
    const data = found.spec.template.spec.volumes?.find((volume) => volume.name === 'data');
    return data?.persistentVolumeClaim === undefined ? 'pod' : 'claim';
  }
  const classes = await cluster.list({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' });
  const isDefault = ({ metadata }: KubernetesObject): boolean =>
    metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return classes.some(isDefault) ? 'claim' : 'pod';
}

/**
 * Checks that a workload with its data in its pod keeps this pod, because the data has no copy.
 *
 * @param wanted objects of `readWorkload`
 * @param loss returns the loss and the fix, for the current image
 * @throws ClusterError, ActionableError
 */
export async function checkPodKept(
  cluster: Cluster,
  wanted: readonly object[],
  loss: (image: string | undefined) => { readonly reason: string; readonly hint: string },
): Promise<void> {
  const deployment = (wanted as readonly Deployment[]).find(({ kind }) => kind === 'Deployment')!;
  const { namespace = '', name } = deployment.metadata;
  const found = await findDeployment(cluster, { namespace, name });
  if (found === undefined || !hasRun(found)) return;
  const { spec } = await cluster.apply<Deployment>(deployment, { isDryRun: true });
  if (JSON.stringify(spec.template) === JSON.stringify(found.spec.template)) return;
  const { reason, hint } = loss(imageOf(found));
  throw new ActionableError(reason, { hint });
}

/** Returns whether a Deployment was ever complete, also while its pod is not ready (Kubernetes documentation, "Complete Deployment"). */
function hasRun(deployment: Deployment): boolean {
  return findCondition(deployment, 'Progressing')?.reason === 'NewReplicaSetAvailable';
}

/** Returns a warning if the data is lost with its pod. */
export function storageWarnings({
  name,
  storage,
}: {
  readonly name: string;
  readonly storage: Storage;
}): readonly string[] {
  if (storage === 'claim') return [];
  return [
    `${name} keeps its data in its pod, because the cluster has no default StorageClass: the data is lost with the pod. Use this only for tests`,
  ];
}
