import { actionText, redact, UsageError } from '../../../../shared/errors.ts';
import { kratixContainers, runLabels } from '../../../../shared/kratix/contract.ts';
import { type Conditioned, findCondition } from '../../../../shared/kubernetes-object.ts';
import { type Cluster, ClusterError } from '../../../cluster/cluster.ts';
import { deliveryOf, workflowCondition } from '../../../cluster/operate/delivery.ts';
import type { Verdict } from '../../../cluster/operate/finding.ts';
import {
  namespaceOf,
  pipelineOf,
  promiseNameOf,
  type RequestObject,
  readRequests,
  readStatus,
  selectRequests,
  titleOf,
} from '../../../cluster/operate/requests.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { verdictSign } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';
import type { logs as command } from './command.ts';

/** Pod of a run. */
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
export const run: Run<typeof command> = async (options, { connect, terminal }) => {
  const cluster = await connect(options);
  const requests = await readRequests(cluster);
  const request = selectOne(selectRequests(requests, options));
  const pod = newestPod(await listPods(cluster, request));
  const log = pod && (await readLog(pod, cluster));
  if (options.json) terminal.print(printJson({ ...toRequestState(request), pod: log ?? null }));
  else showLog(request, { log, terminal });
  for (const problem of log?.unreadable ?? []) terminal.complain(redact(problem));
  return log === undefined || log.unreadable.length > 0 ? exitCodes.retry : exitCodes.done;
};

function selectOne(requests: readonly RequestObject[]): RequestObject {
  const [request, ...others] = requests;
  if (request === undefined || others.length > 0) {
    const names = requests.map(titleOf).join(', ');
    throw new UsageError(`Several requests have this name: ${names}; add --kind and --namespace`);
  }
  return request;
}

/** State that a request reports of its last run. */
interface RequestState {
  readonly request: string;
  readonly verdict: Verdict;
  readonly message: string;
  readonly details: readonly string[];
  /** Null: Kratix has not started a run. */
  readonly pipeline: { readonly name: string; readonly phase: string; readonly since: string | null } | null;
}

function toRequestState(request: RequestObject): RequestState {
  const { verdict, text, details } = deliveryOf(request);
  const { name = '', phase } = pipelineOf(request) ?? {};
  const since = workflowCondition(request)?.lastTransitionTime ?? null;
  return {
    request: titleOf(request),
    verdict,
    message: verdict === 'done' ? (readStatus(request).message ?? text) : text,
    details,
    pipeline: phase === undefined ? null : { name, phase, since },
  };
}

function showLog(
  request: RequestObject,
  { log, terminal }: { log: PodLog | undefined; terminal: Terminal },
): void {
  const { print, paint } = terminal;
  const { verdict, message, details, pipeline } = toRequestState(request);
  print(`${verdictSign(verdict, paint)} ${paint('bold', titleOf(request))}  ${redact(message)}`);
  for (const line of details) print(`    ${redact(line)}`);
  if (pipeline !== null) {
    const since = pipeline.since === null ? '' : ` since ${pipeline.since}`;
    print(paint('dim', `    Pipeline ${pipeline.name}: ${pipeline.phase}${since}`));
  }
  if (log === undefined) {
    print(
      '\nNo pod of a run exists: none has started yet, or Kratix has removed the pods of earlier runs with their logs.\n' +
        'To run the request again, use "infraforge reconcile".',
    );
    return;
  }
  print(paint('dim', `\nPod ${log.pod}, created ${log.created}: ${log.phase}`));
  for (const line of log.problems) print(`${paint('yellow', '!')} ${redact(line)}`);
  for (const [container, text] of Object.entries(log.containers)) {
    print(paint('bold', `  LOG of ${container}`));
    print(redact(text));
  }
}

async function listPods(cluster: Cluster, request: RequestObject): Promise<readonly PodObject[]> {
  const labels = {
    [runLabels.promiseName]: promiseNameOf(request),
    [runLabels.resourceName]: request.metadata.name,
    [runLabels.workflowType]: 'resource',
  };
  const namespace = namespaceOf(request);
  return cluster.list<PodObject>({ apiVersion: 'v1', kind: 'Pod', namespace, labels });
}

/** Returns the newest pod; Kratix keeps the pods of some earlier runs. */
export function newestPod(pods: readonly PodObject[]): PodObject | undefined {
  const created = ({ metadata }: PodObject): string => metadata.creationTimestamp ?? '';
  return [...pods].sort((a, b) => (created(a) < created(b) ? 1 : -1))[0];
}

/** Returns the names of our containers in the pod of a run; the others belong to Kratix. */
export function pipelineContainers({ spec }: PodObject): string[] {
  const names = (spec?.initContainers ?? []).map(({ name }) => name);
  return names.filter((name) => !kratixContainers.includes(name));
}

/** Log of the pod of a run. */
interface PodLog {
  readonly pod: string;
  readonly created: string;
  readonly phase: string;
  /** Reasons why the pod does not run, or failed. */
  readonly problems: readonly string[];
  /** Log of each of our containers. */
  readonly containers: Readonly<Record<string, string>>;
  /** Messages of the logs that cannot be read. */
  readonly unreadable: readonly string[];
}

async function readLog(pod: PodObject, cluster: Cluster): Promise<PodLog> {
  const { name, namespace = '', creationTimestamp = '' } = pod.metadata;
  const containers: Record<string, string> = {};
  const unreadable: string[] = [];
  for (const container of pipelineContainers(pod)) {
    try {
      containers[container] = await cluster.logs({ namespace, pod: name, container });
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      unreadable.push(actionText(error));
    }
  }
  return {
    pod: `${namespace}/${name}`,
    created: creationTimestamp,
    phase: pod.status?.phase ?? 'Unknown',
    problems: podProblems(pod),
    containers,
    unreadable,
  };
}

/** Returns the reasons why a pod or one of its containers does not run, or failed. */
export function podProblems(pod: PodObject): string[] {
  const scheduled = findCondition(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return [`The pod cannot be scheduled: ${scheduled.message ?? ''}`];
  return (pod.status?.initContainerStatuses ?? []).flatMap(({ name, state }) => {
    const { waiting, terminated } = state ?? {};
    if (waiting !== undefined && waiting.reason !== 'PodInitializing') {
      return [
        `Container ${name} is waiting: ${[waiting.reason, waiting.message].filter(Boolean).join(': ')}`,
      ];
    }
    if ((terminated?.exitCode ?? 0) === 0) return [];
    return [`Container ${name} exited with ${terminated?.exitCode}: ${terminated?.reason ?? ''}`];
  });
}
