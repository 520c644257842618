import type { Values } from '../../shared/helm/chart.ts';
import { coalesceTree } from '../../shared/helm/chart-tree.ts';

/** Returns the values that the templates of a chart without subcharts see. */
export function effectiveValues(merged: Values, defaults: Values): Values {
  const tree = coalesceTree({ name: 'web', version: '1.0.0', values: defaults }, merged);
  if ('path' in tree) throw new Error(tree.message);
  return tree.values;
}
