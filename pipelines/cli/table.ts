import { redact } from '../../shared/errors.ts';
import type { Verdict } from '../cluster/operate/finding.ts';
import type { Paint, Terminal } from './terminal.ts';

/** Row of a table, with its verdict. */
export interface Row {
  readonly cells: readonly string[];
  readonly verdict: Verdict;
  /** Lines below the row. */
  readonly details?: readonly string[];
}

/** Shows a table: each row begins with the sign of its verdict and has its details below it. */
export function showRows(head: readonly string[], rows: readonly Row[], { print, paint }: Terminal): void {
  const [title = '', ...printed] = tableLines([head, ...rows.map(({ cells }) => cells)]);
  print(paint('bold', `  ${title}`));
  for (const [index, { verdict, details = [] }] of rows.entries()) {
    print(`${verdictSign(verdict, paint)} ${redact(printed[index] ?? '')}`, verdict);
    for (const detail of details) if (detail !== '') print(`    ${redact(detail)}`, verdict);
  }
}

/** Returns the sign of a verdict. */
export function verdictSign(verdict: Verdict, paint: Paint): string {
  switch (verdict) {
    case 'done':
      return paint('green', '✓');
    case 'waiting':
      return paint('yellow', '↻');
    case 'refused':
      return paint('red', '✗');
  }
}

/** Returns lines of text in columns, each as wide as its widest cell. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column]))));
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

function width(cell = ''): number {
  return [...cell].length;
}

function pad(cell: string, to = 0): string {
  return cell + ' '.repeat(Math.max(0, to - width(cell)));
}
