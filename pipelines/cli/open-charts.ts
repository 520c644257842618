import { platformNamespace } from '../../shared/promise/pipeline.ts';
import { type ChartOrigin, chartEdges } from '../charts/chart-edges.ts';
import type { Edges } from '../configure/configure.ts';
import type { CommandContext } from './define-command.ts';
import { withFileErrors } from './file-error.ts';

/**
 * Returns the charts that the flags of a command name, and the namespace of platforms.
 *
 * @throws FileError if `--charts` cannot be read, also from the chart source
 * @throws UsageError for an invalid flag
 */
export async function openCharts(
  origin: ChartOrigin,
  { environment, builtIn }: Pick<CommandContext, 'environment' | 'builtIn'>,
): Promise<Omit<Edges, 'requests'>> {
  const open = () => chartEdges(origin, { environment, carried: () => builtIn('charts') });
  const namespace = { platformNamespace: platformNamespace(environment) };
  if (origin.charts === undefined) return { ...(await open()), ...namespace };
  const action = `read --charts "${origin.charts}"`;
  const { charts, ...edges } = await withFileErrors('read', action, open);
  const resolveChart: typeof charts.resolveChart = (reference) =>
    withFileErrors('read', action, () => charts.resolveChart(reference));
  return { ...edges, ...namespace, charts: { resolveChart } };
}
