import { group } from '../../../../shared/api-version.ts';
import { redact } from '../../../../shared/errors.ts';
import { kratixKinds, kratixResources, promiseVersionLabel } from '../../../../shared/kratix/contract.ts';
import { type Conditioned, findCondition } from '../../../../shared/kubernetes-object.ts';
import { readDelivered } from '../../../../shared/promise/read-delivered.ts';
import type { Platform } from '../../../../shared/release/platform.ts';
import { hasEnvironment } from '../../../../shared/release/tenant.ts';
import { type Cluster, hasDefinition } from '../../../cluster/cluster.ts';
import { deliveryOf } from '../../../cluster/operate/delivery.ts';
import type { Verdict } from '../../../cluster/operate/finding.ts';
import {
  type RequestObject,
  readRequests,
  readStatus,
  requestKinds,
  titleOf,
} from '../../../cluster/operate/requests.ts';
import type { Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { showRows, tableLines } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';
import type { list as command } from './command.ts';

/** Installed Promise. */
export interface PromiseObject extends Conditioned {
  readonly spec?: {
    readonly api?: {
      readonly spec?: { readonly group?: string; readonly names?: { readonly kind?: string } };
    };
  };
  readonly status?: Conditioned['status'] & { readonly status?: string; readonly message?: string };
}

/** Kind that can be requested. */
export interface RequestableKind {
  readonly kind: string;
  readonly promise: string;
  readonly version: string;
  readonly verdict: Verdict;
  readonly message: string;
}

/** Runs `infraforge list`. */
export const run: Run<typeof command> = async (options, { connect, terminal }) => {
  const cluster = await connect(options);
  const [requests, kinds] = await Promise.all([readRequests(cluster), readRequestableKinds(cluster)]);
  const verdict = kinds.some(({ verdict }) => verdict !== 'done') ? 'waiting' : 'done';
  const summaries = requests.map(toRequestSummary);
  const environments = listEnvironments(requests);
  if (options.json) {
    terminal.print(printJson({ verdict, promises: kinds, requests: summaries, environments }), verdict);
    return exitCodeOfVerdict(verdict);
  }
  showRequestableKinds(kinds, terminal);
  terminal.print('');
  showRequests(summaries, terminal);
  terminal.print('');
  for (const line of environmentLines(environments)) terminal.print(redact(line));
  return exitCodeOfVerdict(verdict);
};

/** Reads our Promises; without Kratix, the kinds that the API server knows. */
async function readRequestableKinds(cluster: Cluster): Promise<RequestableKind[]> {
  if (!(await hasDefinition(cluster, kratixResources.promises))) {
    const kinds = await requestKinds(cluster);
    return kinds.map(({ kind }) => ({
      kind,
      promise: '–',
      version: '–',
      verdict: 'waiting',
      message: 'Kratix is not installed',
    }));
  }
  const promises = await cluster.list<PromiseObject>(kratixKinds.promise);
  return promises.filter(({ spec }) => spec?.api?.spec?.group === group).map(toRequestableKind);
}

/** Returns the kind that an installed Promise offers. */
export function toRequestableKind(promise: PromiseObject): RequestableKind {
  const available = findCondition(promise, 'Available');
  const isAvailable =
    available === undefined ? promise.status?.status === 'Available' : available.status === 'True';
  return {
    kind: promise.spec?.api?.spec?.names?.kind ?? '',
    promise: promise.metadata.name,
    version: promise.metadata.labels?.[promiseVersionLabel] ?? '–',
    verdict: isAvailable ? 'done' : 'waiting',
    message: isAvailable
      ? 'Available'
      : (available?.message ?? promise.status?.status ?? 'not processed yet'),
  };
}

function showRequestableKinds(kinds: readonly RequestableKind[], terminal: Terminal): void {
  const rows = kinds.map(({ kind, promise, version, message, verdict }) => ({
    cells: [kind, promise, version, message],
    verdict,
  }));
  showRows(['KIND', 'PROMISE', 'VERSION', 'AVAILABLE'], rows, terminal);
}

/** Existing request. */
interface RequestSummary {
  readonly request: string;
  readonly environment: string | null;
  /** Null on a platform without tenants. */
  readonly tenant: string | null;
  readonly message: string | null;
  readonly verdict: Verdict;
}

function toRequestSummary(request: RequestObject): RequestSummary {
  const { environment = null, tenant = null } = readDelivered(request);
  return {
    request: titleOf(request),
    environment,
    tenant,
    message: readStatus(request).message ?? null,
    verdict: deliveryOf(request).verdict,
  };
}

function showRequests(requests: readonly RequestSummary[], terminal: Terminal): void {
  const hasTenants = requests.some(({ tenant }) => tenant !== null);
  const ifTenants = (cell: string): string[] => (hasTenants ? [cell] : []);
  const rows = requests.map(({ request, environment, tenant, message, verdict }) => ({
    cells: [request, ...ifTenants(tenant ?? '–'), environment ?? '–', message ?? 'no run has ended yet'],
    verdict,
  }));
  if (rows.length === 0) terminal.print('No requests yet');
  else showRows(['REQUEST', ...ifTenants('TENANT'), 'ENVIRONMENT', 'MESSAGE'], rows, terminal);
}

/** Environment of a delivered BootstrapClaim. */
interface DeclaredEnvironment {
  readonly clusterType: string;
  readonly environment: string;
  /** Tenants that may use it. Null: one trust zone, for requests from every namespace. */
  readonly tenants: readonly string[] | null;
  readonly charts: string | null;
}

function listEnvironments(requests: readonly RequestObject[]): DeclaredEnvironment[] {
  return requests.flatMap((request) => readDelivered(request).platform ?? []).flatMap(toEnvironments);
}

function toEnvironments({ gitOps, chartsRepository, tenants }: Platform): DeclaredEnvironment[] {
  const { clusterType, environments } = gitOps;
  return environments.map((environment) => ({
    clusterType,
    environment,
    tenants: tenants?.filter((tenant) => hasEnvironment(tenant, environment)).map(({ name }) => name) ?? null,
    charts: chartsRepository?.url ?? null,
  }));
}

function environmentLines(environments: readonly DeclaredEnvironment[]): string[] {
  if (environments.length === 0) return ['No environments yet; apply a BootstrapClaim'];
  return tableLines([
    ['CLUSTER TYPE', 'ENVIRONMENT', 'TENANTS', 'CHARTS'],
    ...environments.map(({ clusterType, environment, tenants, charts }) => [
      clusterType,
      environment,
      tenants === null ? 'none: one trust zone' : tenants.join(', ') || '–',
      charts ?? '–',
    ]),
  ]);
}
