import { RequestError } from '../errors.ts';
import type { Chart, ChartReference, ChartSource } from './chart.ts';

/**
 * Several sources as one: the first that has the chart answers. Only `ChartNotFound` lets the next one try; a
 * broken chart or a silent registry is an answer too. Where none has it, the last one's error says so. Only the first
 * source has default versions: it alone answers for a chart without a version.
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
