import { redact } from '../../../../shared/errors.ts';
import type { ChartsRow } from '../../../cluster/operate/chart-registries.ts';
import { printLines } from '../../print-table.ts';
import type { Paint } from '../../terminal.ts';

/** What a registry has of the locked charts, for a person; what all charts say alike is said once. */
export function printCharts({ registry, charts }: ChartsRow, paint: Paint): string[] {
  const said = new Set<string>();
  const lines = charts.map(({ chart, state: { verdict, text, details } }) => ({
    cells: [chart, text],
    verdict,
    details: details.filter((line) => !said.has(line) && said.add(line)),
  }));
  return printLines(['CHART', `IN ${redact(registry)}`], lines, paint);
}
