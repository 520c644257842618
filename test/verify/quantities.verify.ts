import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalQuantity, quantityPattern } from '../../shared/release/quantity.ts';
import { ask } from './support/tools.ts';

const numRuns = Number(process.env['RUNS'] ?? 20_000);
const seed = Number(process.env['SEED'] ?? 20260101);

it('canonicalQuantity() writes quantities as Kubernetes does', () => {
  const texts = fc.sample(fc.stringMatching(new RegExp(quantityPattern)), { numRuns, seed });
  const answers = ask<{ canonical?: string; error?: string }>(
    'render',
    ['quantities'],
    texts.map((quantity) => ({ quantity })),
  );
  const differences = texts.flatMap((text, index) => {
    const { canonical = '' } = answers[index]!;
    const own = canonicalQuantity(text);
    // amounts below a thousandth stay as they are, and int64 ends at 2^63
    return own === canonical || own === text || /[nu]$|^9223372036854775807$/.test(canonical)
      ? []
      : [{ text, own, canonical }];
  });
  expect(differences).toEqual([]);
  const changed = texts.filter((text, index) => answers[index]!.canonical !== text);
  expect(changed.length).toBeGreaterThan(numRuns / 4);
});
