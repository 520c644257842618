import { pluralize } from '../../../../shared/pluralize.ts';
import { readDelivered } from '../../../../shared/promise/read-delivered.ts';
import { deliveryOf } from '../../../cluster/operate/delivery.ts';
import { type Finding, type Verdict, worst } from '../../../cluster/operate/finding.ts';
import { isSuspended, pipelineOf, type RequestObject, titleOf } from '../../../cluster/operate/requests.ts';
import { type GitOpsObjects, syncedOf } from '../../../cluster/operate/synced.ts';
import { writtenOf } from '../../../cluster/operate/written.ts';
import { type Row, showRows } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

/** State of a request, from the objects that report it. */
export interface RequestRow {
  readonly request: string;
  /** Null on a platform without tenants. */
  readonly tenant: string | null;
  /** True if the request runs again only after a change. */
  readonly isSuspended: boolean;
  readonly delivered: Finding;
  /** In Git. */
  readonly written: Finding;
  readonly synced: Finding;
}

/** Returns the state of every request. */
export function statusRows(requests: readonly RequestObject[], found: GitOpsObjects): RequestRow[] {
  const platforms = requests.flatMap((request) => readDelivered(request).platform ?? []);
  return requests.map((request) => ({
    request: titleOf(request),
    tenant: readDelivered(request).tenant ?? null,
    isSuspended: isSuspended(request) && pipelineOf(request)?.nextRetryAt === undefined,
    delivered: deliveryOf(request),
    written: writtenOf(request, found.placements),
    synced: syncedOf(request, { ...found, platforms }),
  }));
}

/** Returns the verdict on a request. */
export function verdictOf({ delivered, written, synced }: RequestRow): Verdict {
  return worst([delivered.verdict, written.verdict, synced.verdict]);
}

/** Shows the table of the requests, with problems and warnings below each request. */
export function showRequests(rows: readonly RequestRow[], terminal: Terminal): void {
  const hasTenants = rows.some(({ tenant }) => tenant !== null);
  const head = ['REQUEST', ...(hasTenants ? ['TENANT'] : []), 'DELIVERED', 'IN GIT', 'SYNCED'];
  showRows(
    head,
    rows.map((row) => toRow(row, hasTenants)),
    terminal,
  );
}

function toRow(row: RequestRow, hasTenants: boolean): Row {
  const { request, tenant, delivered, isSuspended: waits, written, synced } = row;
  const text = waits && delivered.text !== 'suspended' ? `${delivered.text}, suspended` : delivered.text;
  return {
    cells: [request, ...(hasTenants ? [tenant ?? '–'] : []), text, written.text, synced.text],
    verdict: verdictOf(row),
    details: [delivered, written, synced].flatMap(({ details }) => details),
  };
}

/** Returns the last line: `3 requests: 2 in order, 1 with problems`. */
export function summarizeVerdicts(what: string, verdicts: readonly Verdict[]): string {
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  const parts = [
    [count('done'), 'in order'],
    [count('waiting'), 'in progress or unknown'],
    [count('refused'), 'with problems'],
  ] as const;
  const counts = parts.filter(([number]) => number > 0).map((part) => part.join(' '));
  const total = pluralize(verdicts.length, what);
  return counts.length === 0 ? total : `${total}: ${counts.join(', ')}`;
}
