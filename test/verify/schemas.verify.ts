import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';
import { schemaDifferences, type Verdict } from '../support/schema-differences.ts';
import { verdictOf } from '../support/schema-verdict.ts';
import { generatePairs, type SchemaPair } from './support/generated-schemas.ts';
import { ask } from './support/tools.ts';

/** RUNS=100000 makes the run longer, SEED=… chooses other samples. */
const runs = Number(process.env['RUNS'] ?? 2000);
const seed = Number(process.env['SEED'] ?? 20260101);
const batch = 2000;

describe('compileValuesSchema()', () => {
  it('gives the verdict of Helm for every row of the table of differences', () => {
    const verdicts = askHelm(schemaDifferences).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(schemaDifferences.map(({ verdict }) => verdict));
  });

  it('gives the verdict of Helm for generated schemas and values', { timeout: 3_600_000 }, () => {
    const counts: Record<Verdict, number> = { valid: 0, invalid: 0, unusable: 0 };
    for (let start = 0; start < runs; start += batch) {
      const pairs = generatePairs(seed + start, Math.min(batch, runs - start)).filter(isWhole);
      const answers = askHelm(pairs);
      const wrong = pairs.flatMap(({ schema, values }, index) => {
        const { verdict, error } = answers[index]!;
        counts[verdict] += 1;
        const ours = verdictOf(schema, values);
        return ours === verdict
          ? []
          : [{ schema: JSON.stringify(schema), values, helm: verdict, ours, error }];
      });
      expect(wrong.slice(0, 3)).toEqual([]);
    }
    // each kind of verdict is common enough to mean something
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(runs / 10);
  });
});

interface Answer {
  readonly verdict: Verdict;
  readonly error?: string;
}

function askHelm(pairs: readonly { schema: unknown; values: Values }[]): Answer[] {
  const questions = pairs.map(({ schema, values }) => ({ schema: JSON.stringify(schema), values }));
  return ask<Answer>('schemas', [], questions);
}

/** Returns true unless a warning says that a keyword is not checked, because Helm would fetch another document. */
function isWhole({ schema }: SchemaPair): boolean {
  try {
    return compileValuesSchema(schema).warnings?.length === 0;
  } catch {
    return true;
  }
}
