import { RequestError } from '../errors.ts';
import type { Chart, ChartReference, ChartSource } from '../helm/chart.ts';
import { versionRequired } from './chart-not-found.ts';

/**
 * Returns a source that tries several sources in order. Only `ChartNotFound` leads to the next source; any other error is
 * final. If no source has the chart, it throws the error of the last one. Only the first source resolves a chart without
 * a version.
 */
export function chainSources(...sources: readonly [ChartSource, ...ChartSource[]]): ChartSource {
  const [first, ...others] = sources;
  const [second, ...rest] = others;
  if (!second) return first;
  const fallback = chainSources(second, ...rest);
  return {
    async resolveChart(reference: ChartReference): Promise<Chart> {
      try {
        return await first.resolveChart(reference);
      } catch (error) {
        const mayBeElsewhere = error instanceof RequestError && error.reason === 'ChartNotFound';
        if (!mayBeElsewhere) throw error;
        if (reference.version === undefined) throw versionRequired(reference);
        return fallback.resolveChart(reference);
      }
    },
  };
}
