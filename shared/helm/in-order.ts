import { RequestError } from '../errors.ts';
import type { Chart, ChartReference, ChartSource } from './chart.ts';

/**
 * Joins several sources: the first that has the chart answers. Only `ChartNotFound` leads to the next source; any
 * other error is final. If no source has the chart, the error is that of the last one. Only the first source resolves
 * a chart without a version.
 */
export function inOrder(...sources: readonly [ChartSource, ...ChartSource[]]): ChartSource {
  const [first, ...others] = sources;
  const [second, ...rest] = others;
  if (!second) return first;
  const fallback = inOrder(second, ...rest);
  return {
    async resolveChart(reference: ChartReference): Promise<Chart> {
      try {
        return await first.resolveChart(reference);
      } catch (error) {
        const isElsewhere = error instanceof RequestError && error.reason === 'ChartNotFound';
        if (!isElsewhere || reference.version === undefined) throw error;
        return fallback.resolveChart(reference);
      }
    },
  };
}
