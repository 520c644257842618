import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import { effectiveValues } from '../support/effective-values.ts';
import { asJson, type LayeredChart, layeredChart } from './support/generated-values.ts';
import { type Comparison, compare, showingChart } from './support/render.ts';
import type { HelmVersion } from './support/tools.ts';

/** RUNS=100000 makes the run longer, SEED=… chooses other samples. */
const runs = Number(process.env['RUNS'] ?? 4000);
const seed = Number(process.env['SEED'] ?? 20260101);
const batch = 5000;

describe('mergeValues() and printValues()', () => {
  it.each<HelmVersion>([4, 3])('produce a file that Helm %i renders like the separate layers', (version) => {
    for (let start = 0; start < runs; start += batch) {
      const charts = fc.sample(layeredChart, { numRuns: Math.min(batch, runs - start), seed: seed + start });
      const comparisons = charts.map((one, index) => comparisonOf(one, { id: `${start + index}`, version }));
      expect(compare(version, comparisons).slice(0, 3)).toEqual([]);
    }
  });

  it.each<[string, LayeredChart, string]>([
    ['a null that is lost', { chart: { a: 1 }, layers: [{ name: 'request', values: { a: null } }] }, 'a: 1'],
    [
      'a list that is joined',
      { chart: { a: [1] }, layers: [{ name: 'request', values: { a: [2] } }] },
      'a: [1, 2]',
    ],
    ['a type that is lost', { chart: {}, layers: [{ name: 'request', values: { a: 'no' } }] }, 'a: no'],
  ])('would fail the comparison: %s', (_, one, merged) => {
    const question = { ...comparisonOf(one, { id: 'wrong', version: 4 }), merged };
    expect(compare(4, [question]).map(({ id, what }) => [id, what])).toEqual([['wrong', 'manifest']]);
  });
});

/**
 * Returns the comparison of a chart's layers with the merged file. Helm 3 keeps the nulls of a chart's defaults, so its values
 * are not compared with ours.
 */
function comparisonOf(
  { chart, layers }: LayeredChart,
  { id, version }: { id: string; version: HelmVersion },
): Comparison {
  const { values: merged } = mergeValues({ values: chart }, layers);
  return {
    id,
    chart: showingChart(asJson(chart)),
    layers: layers.map(({ values }) => asJson(values)),
    merged: printValues({ chart: { values: chart }, layers, merged }),
    ...(version === 4 ? { effective: effectiveValues(merged, chart) } : {}),
  };
}
