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
import { signOf } from '../../print-table.ts';
import { printVerdicts } from '../status/status.ts';
import type { reconcile as command } from './command.ts';

/** Names that one call of kubectl is given at most: a command line has an end. */
const mostNames = 50;

/** Seconds between two looks. */
const interval = 2;

/** Runs `infraforge reconcile`. */
export const run: Run<typeof command> = async (options, { terminal }) => {
  const context = { terminal, kubectl: openCluster(options) };
  const requests = await readRequests(context.kubectl);
  const chosen = selectRequests(requests, options);
  const labelled = await labelAll(chosen, context);
  terminal.print(`${labelled.length} of ${chosen.length} requests are told to run again`);
  const verdict = labelled.length === chosen.length ? 'done' : 'waiting';
  if (!options.wait) return exitCodeOfVerdict(verdict);
  return exitCodeOfVerdict(
    worst([verdict, await waitForAll(labelled, { ...context, timeout: options.timeout })]),
  );
};

/** @returns those that took the label */
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
      const told = error.printed.split('\n').map((line) => line.slice(line.indexOf('/') + 1));
      labelled.push(...batch.filter(({ metadata }) => told.includes(metadata.name)));
      terminal.complain(redact(error.message));
    }
  }
  return labelled;
}

/** Requests of one kind and namespace, as many as one call takes. */
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
): Promise<Verdict> {
  const end = performance.now() + timeout * 1000;
  for (;;) {
    const current = await currentOf(labelled, kubectl);
    const over = current.filter((request) => hasRunAgain(request, labelled));
    terminal.progress(`${over.length} of ${current.length} have run again`);
    if (over.length === current.length || performance.now() > end) {
      return printResult(current, { over, terminal });
    }
    await wait(interval * 1000);
  }
}

/** Those that are still there. */
async function currentOf(labelled: readonly RequestObject[], kubectl: Kubectl): Promise<RequestObject[]> {
  const uids = new Set(labelled.map(({ metadata }) => metadata.uid));
  return (await readRequests(kubectl)).filter(({ metadata }) => uids.has(metadata.uid));
}

function printResult(
  current: readonly RequestObject[],
  { over, terminal }: { over: readonly RequestObject[]; terminal: ClusterContext['terminal'] },
): Verdict {
  const { print, paint } = terminal;
  const verdicts = current.map((request): Verdict => {
    const { verdict, text } = deliveryOf(request);
    if (!over.includes(request)) {
      print(`${signOf('waiting', paint)} ${titleOf(request)}  has not run again yet`);
      return 'waiting';
    }
    print(`${signOf(verdict, paint)} ${titleOf(request)}  ${redact(saidOf(request).message ?? text)}`);
    return verdict;
  });
  print(`\n${printVerdicts('request', verdicts)}`);
  return worst(verdicts);
}
