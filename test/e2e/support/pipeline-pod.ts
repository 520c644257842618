import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** Fields of a pipeline pod that the scenarios read. */
export interface PipelinePod extends KubernetesObject {
  readonly spec: {
    readonly serviceAccountName: string;
    readonly initContainers: readonly {
      readonly name: string;
      readonly image: string;
      readonly env?: readonly Variable[];
    }[];
  };
  readonly status?: { readonly initContainerStatuses?: readonly ContainerStatus[] };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
}

interface ContainerStatus {
  readonly name: string;
  /** `containerd://` and the id. */
  readonly containerID?: string;
  readonly restartCount: number;
  readonly state?: { readonly running?: object; readonly terminated?: Terminated };
  readonly lastState?: { readonly terminated?: Terminated };
}

interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
}

/** Returns the pods of a request. Their pipeline container has its name in an environment variable. */
export async function pipelinePods({ api }: Pick<Scenario, 'api'>, request: object): Promise<PipelinePod[]> {
  const { kind, metadata } = request as KubernetesObject;
  const pods = await api.list<PipelinePod>(`/api/v1/namespaces/${metadata.namespace ?? 'default'}/pods`);
  return pods.filter(({ spec: { initContainers = [] } }) => {
    const env = initContainers.flatMap((container) => container.env ?? []);
    const variable = (name: string): string | undefined => env.find((each) => each.name === name)?.value;
    return variable('KRATIX_OBJECT_KIND') === kind && variable('KRATIX_OBJECT_NAME') === metadata.name;
  });
}

/** Name of the pipeline container: its action. */
const own = 'configure';

function ownContainer({ status }: PipelinePod): ContainerStatus | undefined {
  return status?.initContainerStatuses?.find(({ name }) => name === own);
}

/** Returns the image of the pipeline container in the newest pod of a request. */
export async function newestImage(
  scenario: Pick<Scenario, 'api'>,
  request: object,
): Promise<string | undefined> {
  const begun = ({ metadata }: PipelinePod): string => metadata.creationTimestamp ?? '';
  const pods = (await pipelinePods(scenario, request)).toSorted((a, b) => begun(a).localeCompare(begun(b)));
  return pods.at(-1)?.spec.initContainers.find(({ name }) => name === own)?.image;
}

/**
 * Waits until the pipeline container of a request was killed: by SIGKILL or for its memory. Call it before the run if the
 * run may fail, because a failed Job loses its pods.
 */
export async function waitForKilledContainer(
  scenario: Pick<Scenario, 'api'>,
  request: object,
): Promise<void> {
  await waitUntil({
    what: `the pipeline container was killed for ${(request as KubernetesObject).metadata.name}`,
    within: 120,
    probe: async () => {
      const containers = (await pipelinePods(scenario, request)).map(ownContainer);
      // after a restart, the end is in the last state
      const ends = containers.flatMap((container) => [
        container?.state?.terminated,
        container?.lastState?.terminated,
      ]);
      const isKilled = ends.some((end) => end?.exitCode === 128 + 9 || end?.reason === 'OOMKilled');
      return isKilled || undefined;
    },
  });
}

/** Waits until a run of a request has read it. Later changes are for the next run. */
export async function waitForObjectRead(scenario: Pick<Scenario, 'api'>, request: object): Promise<void> {
  await waitUntil({
    what: `a run has read ${(request as KubernetesObject).metadata.name}`,
    within: 60,
    probe: async () => {
      const containers = (await pipelinePods(scenario, request)).flatMap(
        ({ status }) => status?.initContainerStatuses ?? [],
      );
      return containers.some(({ name, state }) => name === 'reader' && state?.terminated) || undefined;
    },
  });
}

/** Waits until the pipeline container of a request runs. Returns its id at the container runtime. */
export async function waitForRunningContainer(
  scenario: Pick<Scenario, 'api'>,
  request: object,
): Promise<string> {
  return waitUntil({
    what: `the pipeline container runs for ${(request as KubernetesObject).metadata.name}`,
    within: 30,
    probe: async () => {
      const containers = (await pipelinePods(scenario, request)).map(ownContainer);
      const running = containers.find((container) => container?.state?.running !== undefined);
      return running?.containerID?.replace(/^.*:\/\//, '');
    },
  });
}
