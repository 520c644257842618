import { redact, UsageError } from '../../../../shared/errors.ts';
import { kratixContainers, runLabels } from '../../../../shared/kratix/contract.ts';
import { type Conditioned, conditionOf } from '../../../../shared/kubernetes-object.ts';
import { type Kubectl, KubectlError } from '../../../cluster/kubectl.ts';
import { deliveryOf, workflowCondition } from '../../../cluster/operate/delivery.ts';
import {
  namespaceOf,
  pipelineOf,
  promiseNameOf,
  type RequestObject,
  readRequests,
  saidOf,
  selectRequests,
  titleOf,
} from '../../../cluster/operate/requests.ts';
import { type ClusterContext, openCluster } from '../../cluster-context.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { signOf } from '../../print-table.ts';
import type { Terminal } from '../../terminal.ts';
import type { logs as command } from './command.ts';

/** The pod of a run. */
export interface PodObject extends Conditioned {
  readonly spec?: { readonly initContainers?: readonly { readonly name: string }[] };
  readonly status?: Conditioned['status'] & {
    readonly phase?: string;
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: object;
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

/** Runs `infraforge logs`. */
export const run: Run<typeof command> = async (options, { terminal }) => {
  const kubectl = openCluster(options);
  const requests = await readRequests(kubectl);
  const request = only(selectRequests(requests, options));
  for (const line of printState(request, terminal)) terminal.print(line);
  const pod = newest(await podsOf(kubectl, request));
  if (pod === undefined) {
    terminal.print(
      '\nThere is no pod of a run any more, or not yet: Kratix removes them some time after they end, with their logs\n' +
        'What the last run decided is above; infraforge reconcile runs it again',
    );
    return exitCodes.retry;
  }
  return printPod(pod, { terminal, kubectl });
};

function only(requests: readonly RequestObject[]): RequestObject {
  const [request, ...others] = requests;
  if (request === undefined || others.length > 0) {
    const names = requests.map(titleOf).join(', ');
    throw new UsageError(`More than one request is called so: ${names}; say --kind and --namespace`);
  }
  return request;
}

/** What the request itself says of its last run. */
function printState(request: RequestObject, { paint }: Terminal): string[] {
  const { verdict, text, details } = deliveryOf(request);
  const { name, phase } = pipelineOf(request) ?? {};
  const at = workflowCondition(request)?.lastTransitionTime;
  const since = at === undefined ? '' : ` since ${at}`;
  const said = verdict === 'done' ? (saidOf(request).message ?? text) : text;
  return [
    `${signOf(verdict, paint)} ${paint('bold', titleOf(request))}  ${redact(said)}`,
    ...details.map((line) => `    ${redact(line)}`),
    ...(phase === undefined ? [] : [paint('dim', `    Pipeline ${name}: ${phase}${since}`)]),
  ];
}

async function podsOf(kubectl: Kubectl, request: RequestObject): Promise<readonly PodObject[]> {
  const labels = {
    [runLabels.promiseName]: promiseNameOf(request),
    [runLabels.resourceName]: request.metadata.name,
    [runLabels.workflowType]: 'resource',
  };
  const selector = Object.entries(labels).map((pair) => pair.join('='));
  return kubectl.list<PodObject>([
    'pods',
    `--namespace=${namespaceOf(request)}`,
    `--selector=${selector.join(',')}`,
  ]);
}

/** The pod that was made last; Kratix keeps those of some earlier runs. */
export function newest(pods: readonly PodObject[]): PodObject | undefined {
  const made = ({ metadata }: PodObject): string => metadata.creationTimestamp ?? '';
  return [...pods].sort((a, b) => (made(a) < made(b) ? 1 : -1))[0];
}

/** Our containers in the pod of a run: what is not Kratix's own. */
export function pipelineContainers({ spec }: PodObject): string[] {
  const names = (spec?.initContainers ?? []).map(({ name }) => name);
  return names.filter((name) => !kratixContainers.includes(name));
}

async function printPod(pod: PodObject, { terminal, kubectl }: ClusterContext): Promise<number> {
  const { name, namespace = '', creationTimestamp = '' } = pod.metadata;
  const { print, paint } = terminal;
  print(
    paint('dim', `\nPod ${namespace}/${name} of ${creationTimestamp}: ${pod.status?.phase ?? 'Unknown'}`),
  );
  for (const line of troubles(pod)) print(`${paint('yellow', '!')} ${redact(line)}`);
  let code: number = exitCodes.done;
  for (const container of pipelineContainers(pod)) {
    print(paint('bold', `  LOG of ${container}`));
    try {
      print(
        redact(await kubectl.run(['logs', `--namespace=${namespace}`, name, `--container=${container}`])),
      );
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      terminal.complain(redact(error.message));
      code = exitCodes.retry;
    }
  }
  return code;
}

/** What keeps a pod or a container of it from running, or ended it. */
export function troubles(pod: PodObject): string[] {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return [`No node takes the pod: ${scheduled.message ?? ''}`];
  return (pod.status?.initContainerStatuses ?? []).flatMap(({ name, state }) => {
    const { waiting, terminated } = state ?? {};
    if (waiting !== undefined && waiting.reason !== 'PodInitializing') {
      return [`Container ${name} waits: ${[waiting.reason, waiting.message].filter(Boolean).join(': ')}`];
    }
    if ((terminated?.exitCode ?? 0) === 0) return [];
    return [`Container ${name} ended with ${terminated?.exitCode}: ${terminated?.reason ?? ''}`];
  });
}
