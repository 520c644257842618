import { redact } from '../../../../shared/errors.ts';
import type { ChartsRow } from '../../../cluster/operate/chart-registries.ts';
import { printRows } from '../../print-table.ts';
import type { Terminal } from '../../terminal.ts';

/** Prints which of the locked charts a registry has. A detail that several charts share is printed once. */
export function printCharts({ registry, charts }: ChartsRow, terminal: Terminal): void {
  const known = new Set<string>();
  const rows = charts.map(({ chart, state: { verdict, text, details } }) => ({
    cells: [chart, text],
    verdict,
    details: details.filter((line) => !known.has(line) && known.add(line)),
  }));
  printRows(['CHART', `IN ${redact(registry)}`], rows, terminal);
}
