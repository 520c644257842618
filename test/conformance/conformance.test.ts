import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../shared/errors.ts';
import { coalesceTree } from '../../shared/helm/chart-tree.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { memoize } from '../../shared/memoize.ts';
import { type ExpectedVector, parseLines, readVectorChart, type Vector } from './vector.ts';

const vectors = parseLines<ExpectedVector>(readFileSync(join(import.meta.dirname, 'vectors.jsonl'), 'utf8'));

/** Each vector is computed twice from one chart. */
const readChart = memoize(readVectorChart);

type Result = Pick<ExpectedVector, 'values' | 'charts' | 'error'>;

/** Computes a vector from one values file, as the pipeline writes it, or from its values in an Application. */
function compute({ chart, layers }: Vector, values: 'values' | 'overrides'): Result {
  try {
    const tree = readChart(chart);
    const named = layers.map((values) => ({ name: 'request', values }) as const);
    const computed = coalesceTree(tree, mergeValues(tree, named)[values]);
    if ('path' in computed) return { error: true };
    return { values: computed.values, charts: computed.charts.slice(1).map(({ steps }) => steps) };
  } catch (error) {
    if (error instanceof RequestError) return { error: true };
    throw error;
  }
}

describe('coalesceTree()', () => {
  it.each(['values', 'overrides'] as const)(
    'computes from %s what real Helm 4 computed for every vector',
    (which) => {
      expect(vectors.length).toBeGreaterThanOrEqual(1000);
      const wrong = vectors.filter((vector) => {
        const { values, charts, error } = vector;
        return !isDeepStrictEqual(compute(vector, which), error ? { error } : { values, charts });
      });
      expect(wrong.map(({ id }) => id)).toEqual([]);
    },
  );

  it('has vectors with errors, differences from Helm 3, and charts of several levels', () => {
    const count = (isCounted: (vector: ExpectedVector) => boolean): number =>
      vectors.filter(isCounted).length;
    expect(count(({ error }) => error === true)).toBeGreaterThan(20);
    expect(count(({ helm3 }) => helm3 === 'differs')).toBeGreaterThan(100);
    expect(count(({ charts = [] }) => charts.some((path) => path.length > 1))).toBeGreaterThan(100);
  });
});
