import { counted } from '../../../../shared/counted.ts';
import { deliveryOf } from '../../../cluster/operate/delivery.ts';
import { type Finding, type Verdict, worst } from '../../../cluster/operate/finding.ts';
import { isSuspended, pipelineOf, type RequestObject, titleOf } from '../../../cluster/operate/requests.ts';
import { type Found, syncedOf } from '../../../cluster/operate/synced.ts';
import { writtenOf } from '../../../cluster/operate/written.ts';
import { type Line, printLines } from '../../print-table.ts';
import type { Paint } from '../../terminal.ts';

/** How a request is: three questions, each answered by the objects that know. */
export interface RequestRow {
  readonly request: string;
  /** True where it runs again only when somebody changes something. */
  readonly isSuspended: boolean;
  readonly delivered: Finding;
  /** In Git. */
  readonly written: Finding;
  readonly synced: Finding;
}

/** How every request is. */
export function statusRows(requests: readonly RequestObject[], found: Found): RequestRow[] {
  return requests.map((request) => ({
    request: titleOf(request),
    isSuspended: isSuspended(request) && pipelineOf(request)?.nextRetryAt === undefined,
    delivered: deliveryOf(request),
    written: writtenOf(request, found.placements),
    synced: syncedOf(request, found),
  }));
}

/** The verdict on a request. */
export function verdictOf({ delivered, written, synced }: RequestRow): Verdict {
  return worst([delivered.verdict, written.verdict, synced.verdict]);
}

/** The table for a person: below each request what is not in order, warnings, and what is not healthy. */
export function printRequests(rows: readonly RequestRow[], paint: Paint): string[] {
  return printLines(['REQUEST', 'DELIVERED', 'IN GIT', 'SYNCED'], rows.map(toLine), paint);
}

function toLine(row: RequestRow): Line {
  const { request, delivered, isSuspended: waits, written, synced } = row;
  const said = waits && delivered.text !== 'suspended' ? `${delivered.text}, suspended` : delivered.text;
  return {
    cells: [request, said, written.text, synced.text],
    verdict: verdictOf(row),
    details: [delivered, written, synced].flatMap(({ details }) => details),
  };
}

/** The last line: `3 requests: 2 in order, 1 needs somebody`. */
export function printVerdicts(what: string, verdicts: readonly Verdict[]): string {
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  const parts = [
    [count('done'), 'in order'],
    [count('waiting'), 'on the way or unknown'],
    [count('refused'), 'to be looked at'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map((part) => part.join(' '));
  const total = counted(verdicts.length, what);
  return said.length === 0 ? total : `${total}: ${said.join(', ')}`;
}
