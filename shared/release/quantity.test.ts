import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuantity, parseQuantity, quantityPattern } from './quantity.ts';

describe('parseQuantity()', () => {
  it.each([
    ['0', 0],
    ['1.5', 1.5],
    ['500m', 0.5],
    ['1k', 1000],
    ['1Ki', 1024],
    ['2Gi', 2 ** 31],
    ['1G', 1e9],
    [3, 3],
  ])('reads %j as %d', (text, amount) => {
    expect(parseQuantity(text)).toBe(amount);
  });

  it.each(['', 'Gi', '1g', '-1', '1e3', '1 Gi', '0x10', 'NaN', '1Gi\n'])(
    'returns undefined for %j',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('reads a thousand thousandths as one', () => {
    fc.assert(fc.property(fc.nat(1_000_000), (n) => parseQuantity(`${n * 1000}m`) === n));
  });

  it('returns the same amount for either notation of a fraction', () => {
    fc.assert(
      fc.property(
        fc.nat(999),
        (n) => parseQuantity(`${n}m`) === parseQuantity(`0.${String(n).padStart(3, '0')}`),
      ),
    );
  });

  it('reads everything that quantityPattern matches', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(new RegExp(quantityPattern)),
        (text) => parseQuantity(text) !== undefined,
      ),
    );
  });
});

describe('canonicalQuantity()', () => {
  it.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1500m', '1500m'],
    ['2000', '2k'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['1000Mi', '1000Mi'],
    ['0Gi', '0'],
    ['0.1Gi', '107374182400m'],
    ['0.0005', '0.0005'],
    ['1e3', '1e3'],
    ['much', 'much'],
  ])('returns for %s the form %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it('keeps the amount, and its own result', () => {
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(quantityPattern)), (text) => {
        const canonical = canonicalQuantity(text);
        expect(canonicalQuantity(canonical)).toBe(canonical);
        if (!/[.]/.test(text)) expect(parseQuantity(canonical)).toBeCloseTo(parseQuantity(text)!, -3);
      }),
    );
  });
});
