import { type Problem, problem, RequestError } from '../../shared/errors.ts';
import type { Chart, Values } from '../../shared/helm/chart.ts';
import { coalesceTree, type TreeValues } from '../../shared/helm/chart-tree.ts';
import { valuePath } from '../../shared/helm/value-path.ts';
import { quotedName } from '../../shared/printable-value.ts';
import { type ResolvedChart, schemaWarnings } from './resolve-charts.ts';

/** Values that Helm computes for a release; none, with the problem, if Helm fails. */
export interface ChartTreeValues extends TreeValues {
  readonly failure?: Problem;
}

/** Returns the values of each enabled chart of a release. */
export function computeValues(chart: Chart, merged: Values): ChartTreeValues {
  const tree = coalesceTree(chart, merged);
  return 'path' in tree ? { values: {}, charts: [], failure: tree } : tree;
}

/**
 * Returns the problems that the schemas of a chart and of its enabled subcharts find, with paths in the values of the
 * release, or the failure of Helm. A schema of a subchart that cannot be compiled is a problem too: Helm would fail.
 */
export function treeProblems(
  { validate, subchartValidator }: ResolvedChart,
  { charts, failure }: ChartTreeValues,
): Problem[] {
  if (failure !== undefined) return [failure];
  return charts.flatMap((chart) => {
    if (chart.steps.length === 0) return validate(chart.values);
    try {
      return (subchartValidator?.(chart.chart)?.(chart.values) ?? []).map(({ path, message }) =>
        problem(joinPath(chart.steps, path), message),
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return [
        problem(joinPath(chart.steps, ''), `Subchart${quotedName(chart.chart.name)}: ${error.message}`),
      ];
    }
  });
}

/** Returns the warnings about a chart, and about keywords of its enabled subcharts' schemas that are not checked. */
export function treeWarnings(
  { warnings, subchartValidator }: ResolvedChart,
  { charts }: ChartTreeValues,
): string[] {
  const subcharts = charts.filter(({ steps }) => steps.length > 0);
  const below = subcharts.flatMap(({ chart }) =>
    schemaWarnings(`Subchart${quotedName(chart.name)}`, subchartValidator?.(chart)),
  );
  return [...warnings, ...below];
}

function joinPath(steps: readonly string[], path: string): string {
  const separator = path === '' || path.startsWith('[') ? '' : '.';
  return `${valuePath(steps)}${separator}${path}`;
}
