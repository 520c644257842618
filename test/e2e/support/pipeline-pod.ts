import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** A pod of a pipeline, as far as the scenarios look at one. */
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

/** The pods that have run for a request, or do. They are those whose container of ours is told its name. */
export async function pipelinePods({ api }: Pick<Scenario, 'api'>, request: object): Promise<PipelinePod[]> {
  const { kind, metadata } = request as KubernetesObject;
  const pods = await api.list<PipelinePod>(`/api/v1/namespaces/${metadata.namespace ?? 'default'}/pods`);
  return pods.filter(({ spec: { initContainers = [] } }) => {
    const env = initContainers.flatMap((container) => container.env ?? []);
    const told = (name: string): string | undefined => env.find((variable) => variable.name === name)?.value;
    return told('KRATIX_OBJECT_KIND') === kind && told('KRATIX_OBJECT_NAME') === metadata.name;
  });
}

/** The Promises call the container of ours by what it does. */
const own = 'configure';

function ownContainer({ status }: PipelinePod): ContainerStatus | undefined {
  return status?.initContainerStatuses?.find(({ name }) => name === own);
}

/** The image that the newest pod of a request runs as the container of ours. */
export async function newestImage(
  scenario: Pick<Scenario, 'api'>,
  request: object,
): Promise<string | undefined> {
  const begun = ({ metadata }: PipelinePod): string => metadata.creationTimestamp ?? '';
  const pods = (await pipelinePods(scenario, request)).toSorted((a, b) => begun(a).localeCompare(begun(b)));
  return pods.at(-1)?.spec.initContainers.find(({ name }) => name === own)?.image;
}

/**
 * Waits until the container of ours has been killed in a pod of a request, by whomever: SIGKILL, or its memory. To be
 * begun beforehand where the run may fail of it, because with a failed Job its pods go.
 */
export async function killedContainer(scenario: Pick<Scenario, 'api'>, request: object): Promise<void> {
  await waitUntil({
    what: `the container of ours was killed for ${(request as KubernetesObject).metadata.name}`,
    within: 120,
    probe: async () => {
      const containers = (await pipelinePods(scenario, request)).map(ownContainer);
      // once it is started again, how it ended stands in its last state
      const ends = containers.flatMap((container) => [
        container?.state?.terminated,
        container?.lastState?.terminated,
      ]);
      const isKilled = ends.some((end) => end?.exitCode === 128 + 9 || end?.reason === 'OOMKilled');
      return isKilled || undefined;
    },
  });
}

/** Waits until a run of a request has read it: what is changed after that is for the next. */
export async function objectRead(scenario: Pick<Scenario, 'api'>, request: object): Promise<void> {
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

/** Waits until the container of ours runs for a request. @returns its id at the container runtime */
export async function runningContainer(scenario: Pick<Scenario, 'api'>, request: object): Promise<string> {
  return waitUntil({
    what: `the container of ours runs for ${(request as KubernetesObject).metadata.name}`,
    within: 30,
    probe: async () => {
      const containers = (await pipelinePods(scenario, request)).map(ownContainer);
      const running = containers.find((container) => container?.state?.running !== undefined);
      return running?.containerID?.replace(/^.*:\/\//, '');
    },
  });
}
