import { redact } from '../../../../shared/errors.ts';
import { kratixResources, promiseVersionLabel } from '../../../../shared/kratix/contract.ts';
import { type Conditioned, conditionOf } from '../../../../shared/kubernetes-object.ts';
import { group } from '../../../../shared/promise/define-promise.ts';
import { deliveredOf } from '../../../../shared/promise/delivered-of.ts';
import type { Platform } from '../../../../shared/release/platform.ts';
import type { Kubectl } from '../../../cluster/kubectl.ts';
import { deliveryOf } from '../../../cluster/operate/delivery.ts';
import type { Verdict } from '../../../cluster/operate/finding.ts';
import {
  type RequestObject,
  readRequests,
  requestKinds,
  saidOf,
  titleOf,
} from '../../../cluster/operate/requests.ts';
import { openCluster } from '../../cluster-context.ts';
import type { Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printLines, printTable } from '../../print-table.ts';
import type { Terminal } from '../../terminal.ts';
import type { list as command } from './command.ts';

/** A Promise as it is installed. */
export interface PromiseObject extends Conditioned {
  readonly spec?: {
    readonly api?: {
      readonly spec?: { readonly group?: string; readonly names?: { readonly kind?: string } };
    };
  };
  readonly status?: Conditioned['status'] & { readonly status?: string; readonly message?: string };
}

/** What can be requested. */
export interface Offer {
  readonly kind: string;
  readonly promise: string;
  readonly version: string;
  readonly verdict: Verdict;
  readonly said: string;
}

/** Runs `infraforge list`. */
export const run: Run<typeof command> = async (options, { terminal }) => {
  const kubectl = openCluster(options);
  const [requests, offers] = await Promise.all([readRequests(kubectl), readOffers(kubectl)]);
  printOffers(offers, terminal);
  terminal.print('');
  printRequested(requests, terminal);
  terminal.print('');
  for (const line of printEnvironments(requests)) terminal.print(redact(line));
  return exitCodeOfVerdict(offers.some(({ verdict }) => verdict !== 'done') ? 'waiting' : 'done');
};

/** The Promises of ours; without Kratix, the kinds that the API server serves. */
async function readOffers(kubectl: Kubectl): Promise<Offer[]> {
  if (!(await kubectl.serves(kratixResources.promises))) {
    const kinds = await requestKinds(kubectl);
    return kinds.map((kind) => ({
      kind,
      promise: '–',
      version: '–',
      verdict: 'waiting',
      said: 'Kratix is not there',
    }));
  }
  const promises = await kubectl.list<PromiseObject>([kratixResources.promises]);
  return promises.filter(({ spec }) => spec?.api?.spec?.group === group).map(offerOf);
}

/** What an installed Promise offers. */
export function offerOf(promise: PromiseObject): Offer {
  const available = conditionOf(promise, 'Available');
  const isAvailable =
    available === undefined ? promise.status?.status === 'Available' : available.status === 'True';
  return {
    kind: promise.spec?.api?.spec?.names?.kind ?? '',
    promise: promise.metadata.name,
    version: promise.metadata.labels?.[promiseVersionLabel] ?? '–',
    verdict: isAvailable ? 'done' : 'waiting',
    said: isAvailable ? 'Available' : (available?.message ?? promise.status?.status ?? 'not looked at yet'),
  };
}

function printOffers(offers: readonly Offer[], { print, paint }: Terminal): void {
  const lines = offers.map(({ kind, promise, version, said, verdict }) => ({
    cells: [kind, promise, version, said],
    verdict,
  }));
  for (const line of printLines(['KIND', 'PROMISE', 'VERSION', 'AVAILABLE'], lines, paint)) print(line);
}

function printRequested(requests: readonly RequestObject[], { print, paint }: Terminal): void {
  const lines = requests.map((request) => ({
    cells: [
      titleOf(request),
      deliveredOf(request).environment ?? '–',
      saidOf(request).message ?? 'no run has ended yet',
    ],
    verdict: deliveryOf(request).verdict,
  }));
  if (lines.length === 0) print('Nothing is requested yet');
  else for (const line of printLines(['REQUEST', 'ENVIRONMENT', 'MESSAGE'], lines, paint)) print(line);
}

/** Where requests can land: the environments of the delivered BootstrapClaims. */
export function printEnvironments(requests: readonly RequestObject[]): string[] {
  const platforms = requests.flatMap((request) => deliveredOf(request).platform ?? []);
  if (platforms.length === 0) return ['No environment is declared: deliver a BootstrapClaim first'];
  return printTable([
    ['CLUSTER TYPE', 'ENVIRONMENT', 'NAMESPACES OF REQUESTS', 'CHARTS'],
    ...platforms.flatMap(environmentRows),
  ]);
}

function environmentRows({ gitOps, chartsRepository }: Platform): string[][] {
  const { clusterType, environments, requestNamespaces = {} } = gitOps;
  return environments.map((environment) => [
    clusterType,
    environment,
    requestNamespaces[environment]?.join(', ') ?? 'any',
    chartsRepository?.url ?? '–',
  ]);
}
