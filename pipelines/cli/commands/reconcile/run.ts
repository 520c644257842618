import { actionText, redact } from '../../../../shared/errors.ts';
import { pluralize } from '../../../../shared/pluralize.ts';
import { requestAnnotation, requestAnnotationValue } from '../../../../shared/release/request-reference.ts';
import { type Cluster, ClusterError } from '../../../cluster/cluster.ts';
import { readApplications } from '../../../cluster/operate/applications.ts';
import { deliveryOf } from '../../../cluster/operate/delivery.ts';
import { type Verdict, worst } from '../../../cluster/operate/finding.ts';
import {
  originOf,
  type RequestObject,
  readRequests,
  readStatus,
  selectRequests,
  titleOf,
} from '../../../cluster/operate/requests.ts';
import { hasRunAgain, requestRun } from '../../../cluster/operate/run-again.ts';
import { needsSync, startSync } from '../../../cluster/operate/start-sync.ts';
import type { ClusterContext } from '../../cluster-context.ts';
import type { CommandContext, Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { verdictSign } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';
import { summarizeVerdicts } from '../status/status.ts';
import type { reconcile as command } from './command.ts';

/** Seconds between two checks. */
const interval = 2;

/** Runs `infraforge reconcile`. */
export const run: Run<typeof command> = async (options, { connect, sleep, terminal }) => {
  const context = { terminal, cluster: await connect(options), sleep };
  const requests = await readRequests(context.cluster);
  const chosen = selectRequests(requests, options);
  const labelled = await startRuns(chosen, context);
  const started = labelled.length === chosen.length ? 'done' : 'waiting';
  const syncs = await startSyncs(labelled, context);
  const counts = { requests: chosen.length, started: labelled.length, syncs };
  if (!options.json) {
    terminal.print(`Started ${counts.started} of ${counts.requests} requests`, started);
    if (syncs > 0) terminal.print(`Started ${pluralize(syncs, 'sync')} that Argo CD had given up`);
  }
  const results = options.wait ? await waitForAll(labelled, { ...context, timeout: options.timeout }) : [];
  const verdict = worst([started, ...results.map((result) => result.verdict)]);
  if (options.json) terminal.print(printJson({ verdict, ...counts, results }), verdict);
  else if (options.wait) showResults(results, terminal);
  return exitCodeOfVerdict(verdict);
};

/** Labels the requests, so that Kratix runs them again, and returns the labelled ones. */
async function startRuns(
  requests: readonly RequestObject[],
  { terminal, cluster }: ClusterContext,
): Promise<RequestObject[]> {
  const labelled: RequestObject[] = [];
  for (const request of requests) {
    terminal.progress(`${labelled.length} of ${requests.length}`);
    try {
      await requestRun(cluster, request);
      labelled.push(request);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      terminal.complain(redact(actionText(error)));
    }
  }
  return labelled;
}

/** Starts the syncs of the requests that Argo CD has given up: a run without changes starts none. Returns their number. */
async function startSyncs(
  requests: readonly RequestObject[],
  { terminal, cluster }: ClusterContext,
): Promise<number> {
  const origins = new Set(requests.map((request) => requestAnnotationValue(originOf(request))));
  let started = 0;
  try {
    for (const application of (await readApplications(cluster)) ?? []) {
      const origin = application.metadata.annotations?.[requestAnnotation];
      if (origin === undefined || !origins.has(origin) || !needsSync(application)) continue;
      await startSync(cluster, application);
      started += 1;
    }
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    terminal.complain(redact(actionText(error)));
  }
  return started;
}

interface WaitContext extends ClusterContext, Pick<CommandContext, 'sleep'> {
  /** Seconds. */
  readonly timeout: number;
}

async function waitForAll(
  labelled: readonly RequestObject[],
  { terminal, cluster, sleep, timeout }: WaitContext,
): Promise<Result[]> {
  for (let remaining = timeout; ; remaining -= interval) {
    const current = await readCurrent(labelled, cluster);
    const ended = current.filter((request) => hasRunAgain(request, labelled));
    terminal.progress(`${ended.length} of ${current.length} have run again`);
    if (ended.length === current.length || remaining <= 0) {
      return current.map((request) => toResult(request, ended.includes(request)));
    }
    await sleep(interval * 1000);
  }
}

/** Reads the requests again; deleted ones are left out. */
async function readCurrent(labelled: readonly RequestObject[], cluster: Cluster): Promise<RequestObject[]> {
  const uids = new Set(labelled.map(({ metadata }) => metadata.uid));
  return (await readRequests(cluster)).filter(({ metadata }) => uids.has(metadata.uid));
}

/** Result of the new run of a request. */
interface Result {
  readonly request: string;
  readonly verdict: Verdict;
  readonly message: string;
}

function toResult(request: RequestObject, hasEnded: boolean): Result {
  const { verdict, text } = deliveryOf(request);
  if (!hasEnded) return { request: titleOf(request), verdict: 'waiting', message: 'has not run again yet' };
  return { request: titleOf(request), verdict, message: readStatus(request).message ?? text };
}

function showResults(results: readonly Result[], { print, paint }: Terminal): void {
  for (const { request, verdict, message } of results) {
    print(`${verdictSign(verdict, paint)} ${request}  ${redact(message)}`, verdict);
  }
  const verdicts = results.map(({ verdict }) => verdict);
  print(`\n${summarizeVerdicts('request', verdicts)}`);
}
