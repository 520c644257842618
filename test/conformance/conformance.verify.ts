import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Value, Values } from '../../shared/helm/chart.ts';
import { ask, type HelmVersion } from '../verify/support/tools.ts';
import { facts } from './facts.ts';
import { generateVector } from './generated-trees.ts';
import { type ExpectedVector, sortKeys, type Vector } from './vector.ts';

const file = join(import.meta.dirname, 'vectors.jsonl');
const wanted = 1200;
/** Maximum length of a line in characters. */
const maxLength = 3000;

type Answer = { readonly values: Values; readonly charts: string[][] } | { readonly error: string };

describe('vectors.jsonl', () => {
  it('has the values of Helm 4, and marks where Helm 3 differs (`make conformance` rewrites it)', () => {
    const lines = expectedVectors().map(
      (vector) => `${JSON.stringify(sortKeys(vector as unknown as Value))}\n`,
    );
    if (process.env['WRITE_VECTORS'] === '1') writeFileSync(file, lines.join(''));
    expect(lines.length).toBe(wanted);
    expect(readFileSync(file, 'utf8') === lines.join('')).toBe(true);
  });
});

function expectedVectors(): ExpectedVector[] {
  const generated = Array.from({ length: wanted * 2 }, (_, seed) => generateVector(seed));
  const vectors = [...facts, ...generated];
  const [four, three] = [answersOf(vectors, 4), answersOf(vectors, 3)];
  return vectors
    .map((vector, index) => ({
      ...vector,
      ...expectationOf(four[index]!),
      ...(isEqual(four[index]!, three[index]!) ? {} : { helm3: 'differs' as const }),
    }))
    .filter((vector) => JSON.stringify(vector).length <= maxLength)
    .slice(0, wanted);
}

function answersOf(vectors: readonly Vector[], version: HelmVersion): Answer[] {
  const answers = ask<Answer>('render', ['-helm', String(version), 'vectors'], vectors);
  if (answers.length !== vectors.length) throw new Error(`Helm ${version} gave ${answers.length} answers`);
  return answers;
}

/** Returns the expectation without the text of an error, which other implementations word differently. */
function expectationOf(answer: Answer): Pick<ExpectedVector, 'values' | 'charts' | 'error'> {
  return 'error' in answer ? { error: true } : answer;
}

function isEqual(one: Answer, other: Answer): boolean {
  const print = (answer: Answer): string =>
    JSON.stringify(sortKeys(expectationOf(answer) as unknown as Value));
  return print(one) === print(other);
}
