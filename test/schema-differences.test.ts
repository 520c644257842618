import { describe, expect, it } from 'vitest';
import { schemaDifferences } from './support/schema-differences.ts';
import { verdictOf } from './support/schema-verdict.ts';

describe('compileValuesSchema()', () => {
  it.each(schemaDifferences)('gives the verdict of Helm for $keyword ($helm): $verdict', (difference) => {
    expect(verdictOf(difference.schema, difference.values)).toBe(difference.verdict);
  });
});
