import { redact } from '../../../../shared/errors.ts';
import type { ChartsRow } from '../../../cluster/operate/chart-registries.ts';
import { showRows } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

/** Shows which of the locked charts a registry has. A detail that several charts share is printed once. */
export function showCharts({ registry, charts }: ChartsRow, terminal: Terminal): void {
  const known = new Set<string>();
  const rows = charts.map(({ chart, state: { verdict, text, details } }) => ({
    cells: [chart, text],
    verdict,
    details: details.filter((line) => !known.has(line) && known.add(line)),
  }));
  showRows(['CHART', `IN ${redact(registry)}`], rows, terminal);
}
