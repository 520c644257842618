import { setTimeout as wait } from 'node:timers/promises';
import { redact } from '../../../../shared/errors.ts';
import { type Kubectl, KubectlError } from '../../../cluster/kubectl.ts';
import { deliveryOf } from '../../../cluster/operate/delivery.ts';
import { type Verdict, worst } from '../../../cluster/operate/finding.ts';
import {
  namespaceOf,
  type RequestObject,
  readRequests,
  saidOf,
  selectRequests,
  titleOf,
} from '../../../cluster/operate/requests.ts';
import { hasRunAgain, labelCommand } from '../../../cluster/operate/run-again.ts';
import { type ClusterContext, openCluster } from '../../cluster-context.ts';
import type { Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { signOf } from '../../print-table.ts';
import type { Terminal } from '../../terminal.ts';
import { printVerdicts } from '../status/status.ts';
import type { reconcile as command } from './command.ts';

/** Largest number of names in one call of kubectl: the length of a command line is limited. */
const mostNames = 50;

/** Seconds between two checks. */
const interval = 2;

/** Runs `infraforge reconcile`. */
export const run: Run<typeof command> = async (options, { terminal }) => {
  const context = { terminal, kubectl: openCluster(options) };
  const requests = await readRequests(context.kubectl);
  const chosen = selectRequests(requests, options);
  const labelled = await labelAll(chosen, context);
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
async function labelAll(
  requests: readonly RequestObject[],
  { terminal, kubectl }: ClusterContext,
): Promise<RequestObject[]> {
  const labelled: RequestObject[] = [];
  for (const batch of batches(requests)) {
    terminal.progress(`${labelled.length} of ${requests.length}`);
    try {
      await kubectl.run(labelCommand(batch));
      labelled.push(...batch);
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      const names = error.printed.split('\n').map((line) => line.slice(line.indexOf('/') + 1));
      labelled.push(...batch.filter(({ metadata }) => names.includes(metadata.name)));
      terminal.complain(redact(error.message));
    }
  }
  return labelled;
}

/** Returns batches of requests of one kind and namespace, each small enough for one call. */
export function batches(requests: readonly RequestObject[]): RequestObject[][] {
  const groups = new Map<string, RequestObject[]>();
  for (const request of requests) {
    const key = `${request.apiVersion} ${request.kind} ${namespaceOf(request)}`;
    groups.set(key, [...(groups.get(key) ?? []), request]);
  }
  return [...groups.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / mostNames) }, (_, index) =>
      all.slice(index * mostNames, (index + 1) * mostNames),
    ),
  );
}

async function waitForAll(
  labelled: readonly RequestObject[],
  { terminal, kubectl, timeout }: ClusterContext & { timeout: number },
): Promise<Result[]> {
  const end = performance.now() + timeout * 1000;
  for (;;) {
    const current = await currentOf(labelled, kubectl);
    const over = current.filter((request) => hasRunAgain(request, labelled));
    terminal.progress(`${over.length} of ${current.length} have run again`);
    if (over.length === current.length || performance.now() > end) {
      return current.map((request) => resultOf(request, over.includes(request)));
    }
    await wait(interval * 1000);
  }
}

/** Reads the requests again; deleted ones are left out. */
async function currentOf(labelled: readonly RequestObject[], kubectl: Kubectl): Promise<RequestObject[]> {
  const uids = new Set(labelled.map(({ metadata }) => metadata.uid));
  return (await readRequests(kubectl)).filter(({ metadata }) => uids.has(metadata.uid));
}

/** Result of the new run of a request. */
interface Result {
  readonly request: string;
  readonly verdict: Verdict;
  readonly message: string;
}

function resultOf(request: RequestObject, hasEnded: boolean): Result {
  const { verdict, text } = deliveryOf(request);
  if (!hasEnded) return { request: titleOf(request), verdict: 'waiting', message: 'has not run again yet' };
  return { request: titleOf(request), verdict, message: saidOf(request).message ?? text };
}

function printResults(results: readonly Result[], { print, paint }: Terminal): void {
  for (const { request, verdict, message } of results) {
    print(`${signOf(verdict, paint)} ${request}  ${redact(message)}`, verdict);
  }
  const verdicts = results.map(({ verdict }) => verdict);
  print(`\n${printVerdicts('request', verdicts)}`);
}
