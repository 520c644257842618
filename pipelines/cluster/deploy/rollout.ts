import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Cluster, ListSelection, ObjectReference } from '../cluster.ts';
import { type Timeout, waitUntil } from './wait-until.ts';

/** A Deployment or StatefulSet, with the status of its pods (Kubernetes API reference). */
interface Workload extends KubernetesObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
  };
}

const deployments = { apiVersion: 'apps/v1', kind: 'Deployment' } as const;
const statefulSets = { apiVersion: 'apps/v1', kind: 'StatefulSet' } as const;

/** Waits until all pods of a Deployment are updated and available. @throws ActionableError with the problems of its pods */
export async function waitForRollout(
  cluster: Cluster,
  { timeout, ...workload }: { readonly namespace: string; readonly name: string; readonly timeout: Timeout },
): Promise<void> {
  await waitForWorkload(cluster, { ...deployments, ...workload }, timeout);
}

/** Waits for every Deployment and StatefulSet of a namespace. @throws ActionableError with the problems of their pods */
export async function waitForNamespace(
  cluster: Cluster,
  { namespace, timeout }: { readonly namespace: string; readonly timeout: Timeout },
): Promise<void> {
  for (const kind of [deployments, statefulSets]) {
    for (const { metadata } of await cluster.list({ ...kind, namespace })) {
      await waitForWorkload(cluster, { ...kind, namespace, name: metadata.name }, timeout);
    }
  }
}

async function waitForWorkload(
  cluster: Cluster,
  workload: ObjectReference & { readonly namespace: string },
  timeout: Timeout,
): Promise<void> {
  const { kind, namespace, name } = workload;
  await waitUntil({
    what: `${kind} ${namespace}/${name} is ready`,
    timeout,
    probe: async () => {
      const found = await cluster.find<Workload>(workload);
      return found !== undefined && isRolledOut(found) ? true : undefined;
    },
    why: async () => {
      const problems = await podProblems(cluster, { namespace });
      return problems.length === 0 ? 'its pods are not available' : problems.join('; ');
    },
  });
}

/** Returns whether a rollout is complete, as `kubectl rollout status` decides it. */
function isRolledOut({ kind, metadata, spec, status = {} }: Workload): boolean {
  const { replicas: wanted = 1 } = spec ?? {};
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0 } = status;
  const usable = kind === statefulSets.kind ? status.readyReplicas : status.availableReplicas;
  const isUpdated = updatedReplicas >= wanted && replicas <= updatedReplicas;
  return observedGeneration >= (metadata.generation ?? 0) && isUpdated && (usable ?? 0) >= updatedReplicas;
}

interface Pod extends KubernetesObject {
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string; message?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly state?: { readonly waiting?: Detail; readonly terminated?: Detail };
  readonly lastState?: { readonly terminated?: Detail };
}

interface Detail {
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
}

/**
 * Returns the problems of pods, such as an image that cannot be pulled or a node that is too small.
 *
 * @throws ClusterError
 */
export async function podProblems(
  cluster: Cluster,
  selection: Pick<ListSelection, 'namespace' | 'labels'>,
): Promise<string[]> {
  const pods = await cluster.list<Pod>({ apiVersion: 'v1', kind: 'Pod', ...selection });
  return pods.flatMap(({ metadata, status = {} }) => {
    const unscheduled = status.conditions?.find(
      (one) => one.type === 'PodScheduled' && one.status === 'False',
    );
    if (unscheduled !== undefined) return [`pod ${metadata.name}: ${unscheduled.message ?? 'not scheduled'}`];
    const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
    return containers.flatMap((container) => {
      const detail = problemOf(container);
      return detail === undefined ? [] : [`pod ${metadata.name}, container ${container.name}: ${detail}`];
    });
  });
}

function problemOf({ ready, state, lastState }: ContainerStatus): string | undefined {
  const detail = state?.waiting ?? state?.terminated;
  if (ready || detail === undefined || detail.exitCode === 0) return undefined;
  const ended = lastState?.terminated?.exitCode;
  const before = ended === undefined ? [] : [`exited with ${ended}, see its log`];
  return [detail.reason ?? 'not running', ...(detail.message ? [detail.message] : []), ...before].join(', ');
}
