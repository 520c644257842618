import { describe, expect, it } from 'vitest';
import { RequestError } from '../../shared/errors.ts';
import type { ChartNode } from '../../shared/helm/chart.ts';
import { coalesceTree } from '../../shared/helm/chart-tree.ts';
import type { Layer } from '../../shared/helm/layers.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import { isInRange } from '../../shared/helm/version-range.ts';
import { generateVector } from '../conformance/generated-trees.ts';
import { readVectorChart, toFiles, type Vector } from '../conformance/vector.ts';
import { asJson } from './support/generated-values.ts';
import { type ChartValues, compareTrees, type TreeComparison } from './support/render.ts';
import { ask, type HelmVersion } from './support/tools.ts';

/** RUNS=100000 makes the run longer, SEED=… chooses other samples. */
const runs = Number(process.env['RUNS'] ?? 2000);
const seed = Number(process.env['SEED'] ?? 20260101);
const batch = 5000;
/** A tree takes a few milliseconds, and 100,000 of them several minutes. */
const timeout = 300_000 + runs * 50;

describe('mergeValues(), printValues() and coalesceTree()', () => {
  it.each<HelmVersion>([4, 3])(
    'give every chart of a tree the values that Helm %i computes',
    { timeout },
    (version) => {
      for (let start = 0; start < runs; start += batch) {
        const size = Math.min(batch, runs - start);
        const comparisons = Array.from({ length: size }, (_, index) =>
          generateVector(seed + start + index),
        ).map((vector) => comparisonOf(vector, version));
        expect(compareTrees(version, comparisons).slice(0, 3)).toEqual([]);
      }
    },
  );

  it('would fail the comparison: the defaults of a key that a subchart sees', () => {
    const vector: Vector = {
      id: 'wrong',
      chart: {
        metadata: { apiVersion: 'v2', name: 'root', version: '1.0.0' },
        values: { one: { a: null } },
        charts: {
          one: { metadata: { apiVersion: 'v2', name: 'one', version: '1.0.0' }, values: { a: { b: null } } },
        },
      },
      layers: [],
    };
    const [mismatch] = compareTrees(4, [{ ...comparisonOf(vector, 4), merged: 'one: {a: null}' }]);
    expect(mismatch).toMatchObject({ id: 'wrong', what: 'values' });
  });
});

/** Returns the comparison of a vector. A chart that is refused must fail in Helm too. */
function comparisonOf(vector: Vector, version: HelmVersion): TreeComparison {
  const chart = readChart(vector);
  if (chart instanceof RequestError) {
    return {
      id: vector.id,
      chart: toFiles(vector.chart),
      layers: layersOf(vector),
      merged: '{}',
      expected: {},
    };
  }
  const layers: Layer[] = vector.layers.map((values) => ({ name: 'request', values }));
  const { values: merged } = mergeValues(chart, layers);
  return {
    id: vector.id,
    chart: toFiles(vector.chart),
    layers: layersOf(vector),
    merged: printValues({ chart, layers, merged }),
    ...(version === 4 && { expected: expectedOf(chart, merged) }),
  };
}

function expectedOf(chart: ChartNode, merged: ChartNode['values']): { charts?: ChartValues[] } {
  const tree = coalesceTree(chart, merged);
  if ('path' in tree) return {};
  return { charts: tree.charts.map(({ steps, values }) => ({ path: steps, values })) };
}

function readChart({ chart }: Vector): ChartNode | RequestError {
  try {
    return readVectorChart(chart);
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

const layersOf = ({ layers }: Vector): string[] => layers.map(asJson);

describe('isInRange()', () => {
  const parts = ['0', '1', '2', '11', 'x', '*', '01', 'v1'];
  const operators = ['', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^', '> ', '~ ', '<>', '=='];
  const suffixes = ['', '', '', '-0', '-rc.1', '-rc.2', '-a', '+b', '-1.a+c', '-01'];
  const joints = [' ', ', ', ',', ' || ', '||', ' - ', '  ', ' , '];

  it('agrees with Helm on generated versions and ranges', () => {
    const questions = Array.from({ length: Math.max(runs, 4000) * 5 }, (_, index) => {
      let state = index + seed;
      const pick = <Item>(items: readonly Item[]): Item => {
        state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
        return items[(state >>> 7) % items.length]!;
      };
      const version = () =>
        Array.from({ length: pick([1, 2, 3, 3, 3, 4]) }, () => pick(parts)).join('.') + pick(suffixes);
      const one = () => pick(operators) + version();
      const range =
        pick([0, 0, 1, 2]) === 0
          ? one()
          : one() + pick(joints) + one() + pick(['', '', ',', ' ', pick(joints) + one()]);
      return { version: version(), range };
    });
    const theirs = ask<{ ok: boolean }>('render', ['ranges'], questions);
    const wrong = questions.filter(
      ({ version, range }, index) => isInRange(version, range) !== theirs[index]!.ok,
    );
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(theirs.filter(({ ok }) => ok).length).toBeGreaterThan(questions.length / 40);
  });
});
