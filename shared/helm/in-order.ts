import { RequestError } from '../errors.ts';
import type { Chart, ChartReference, ChartSource } from './chart.ts';

/**
 * Several sources as one: the first that has the chart answers. Only `ChartNotFound` lets the next one try; a
 * broken chart or a silent registry is an answer too. Where none has it, the last one's error says so.
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
        if (error instanceof RequestError && error.reason === 'ChartNotFound')
          return fallback.resolveChart(reference);
        throw error;
      }
    },
  };
}
