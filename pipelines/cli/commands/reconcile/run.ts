import { actionText, redact } from '../../../../shared/errors.ts';
import { type Cluster, ClusterError } from '../../../cluster/cluster.ts';
import { deliveryOf } from '../../../cluster/operate/delivery.ts';
import { type Verdict, worst } from '../../../cluster/operate/finding.ts';
import {
  type RequestObject,
  readRequests,
  readStatus,
  selectRequests,
  titleOf,
} from '../../../cluster/operate/requests.ts';
import { hasRunAgain, requestRun } from '../../../cluster/operate/run-again.ts';
import type { ClusterContext } from '../../cluster-context.ts';
import type { CommandContext, Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { verdictSign } from '../../print-table.ts';
import type { Terminal } from '../../terminal.ts';
import { printVerdicts } from '../status/status.ts';
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
  const counts = { requests: chosen.length, started: labelled.length };
  if (!options.json) terminal.print(`Started ${counts.started} of ${counts.requests} requests`, started);
  const results = options.wait ? await waitForAll(labelled, { ...context, timeout: options.timeout }) : [];
  const verdict = worst([started, ...results.map((result) => result.verdict)]);
  if (options.json) terminal.print(printJson({ verdict, ...counts, results }), verdict);
  else if (options.wait) printResults(results, terminal);
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

interface WaitContext extends ClusterContext, Pick<CommandContext, 'sleep'> {
  /** Seconds. */
  readonly timeout: number;
}

async function waitForAll(
  labelled: readonly RequestObject[],
  { terminal, cluster, sleep, timeout }: WaitContext,
): Promise<Result[]> {
  for (let left = timeout; ; left -= interval) {
    const current = await readCurrent(labelled, cluster);
    const over = current.filter((request) => hasRunAgain(request, labelled));
    terminal.progress(`${over.length} of ${current.length} have run again`);
    if (over.length === current.length || left <= 0) {
      return current.map((request) => toResult(request, over.includes(request)));
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

function printResults(results: readonly Result[], { print, paint }: Terminal): void {
  for (const { request, verdict, message } of results) {
    print(`${verdictSign(verdict, paint)} ${request}  ${redact(message)}`, verdict);
  }
  const verdicts = results.map(({ verdict }) => verdict);
  print(`\n${printVerdicts('request', verdicts)}`);
}
