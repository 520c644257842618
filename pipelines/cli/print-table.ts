import { redact } from '../../shared/errors.ts';
import type { Verdict } from '../cluster/operate/finding.ts';
import type { Paint } from './terminal.ts';

/** A line of a table of what was looked at. */
export interface Line {
  readonly cells: readonly string[];
  readonly verdict: Verdict;
  /** Lines below it. */
  readonly details?: readonly string[];
}

/** A table for a person: each line begins with its verdict, and has its details below it. */
export function printLines(head: readonly string[], lines: readonly Line[], paint: Paint): string[] {
  const [title = '', ...printed] = printTable([head, ...lines.map(({ cells }) => cells)]);
  return [
    paint('bold', `  ${title}`),
    ...lines.flatMap(({ verdict, details = [] }, index) => [
      `${signOf(verdict, paint)} ${redact(printed[index] ?? '')}`,
      ...details.filter((detail) => detail !== '').map((detail) => `    ${redact(detail)}`),
    ]),
  ];
}

/** A verdict in one character. */
export function signOf(verdict: Verdict, paint: Paint): string {
  switch (verdict) {
    case 'done':
      return paint('green', '✓');
    case 'waiting':
      return paint('yellow', '↻');
    case 'refused':
      return paint('red', '✗');
  }
}

/** Lines of text in columns, each as wide as its widest cell. */
export function printTable(rows: readonly (readonly string[])[]): string[] {
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
