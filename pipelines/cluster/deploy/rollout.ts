import { ActionableError } from '../../../shared/errors.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { type Kubectl, KubectlError } from '../kubectl.ts';
import type { Timeout } from './wait-until.ts';

/** Workload to wait for. */
export interface Rollout {
  readonly namespace: string;
  /** `deployment/gitea` */
  readonly workload: string;
  readonly timeout: Timeout;
}

/**
 * Waits until all pods of a workload are updated and ready.
 *
 * @throws ActionableError with the problems of its pods
 */
export async function waitForRollout(
  kubectl: Kubectl,
  { namespace, workload, timeout }: Rollout,
): Promise<void> {
  const scope = `--namespace=${namespace}`;
  const { seconds, clock } = timeout;
  const start = clock.now();
  const spent = (): number => Math.round((clock.now() - start) / 1000);
  for (;;) {
    try {
      await kubectl.run([
        'rollout',
        'status',
        workload,
        scope,
        `--timeout=${Math.max(seconds - spent(), 1)}s`,
      ]);
      return;
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      if (!isLate(error) || spent() >= seconds) {
        const problems = await podProblems(kubectl, [scope]);
        const detail = problems.length === 0 ? error.message : problems.join('; ');
        throw new ActionableError(
          `${workload} in namespace ${namespace} is not ready after ${spent()} s: ${detail}`,
        );
      }
    }
    await clock.sleep(2000);
  }
}

/** Returns whether a Deployment was slow, such as for a large image; it may still complete. */
function isLate({ message }: KubectlError): boolean {
  return message.includes('exceeded its progress deadline');
}

/** Waits for every Deployment and StatefulSet of a namespace. @throws ActionableError */
export async function waitForNamespace(
  kubectl: Kubectl,
  { namespace, timeout }: { namespace: string; timeout: Timeout },
): Promise<void> {
  const workloads = await kubectl.list(['deployments,statefulsets', `--namespace=${namespace}`]);
  for (const { kind, metadata } of workloads) {
    await waitForRollout(kubectl, {
      namespace,
      workload: `${kind.toLowerCase()}/${metadata.name}`,
      timeout,
    });
  }
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
 * @param scope as after `kubectl get pods`
 * @throws KubectlError
 */
export async function podProblems(kubectl: Kubectl, scope: readonly string[]): Promise<string[]> {
  const pods = await kubectl.list<Pod>(['pods', ...scope]);
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
