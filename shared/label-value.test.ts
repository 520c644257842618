import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelValue } from './label-value.ts';

/** Kubernetes, "Labels and selectors", syntax of values. */
const validLabel = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;

describe('labelValue()', () => {
  it.each([
    ['E-Commerce Team', 'E-Commerce-Team'],
    ['  Ürün & Satış  ', 'U-ru-n-Sat-s'],
    ['#platform-dev', 'platform-dev'],
    ['日本', ''],
    ['', ''],
  ])('converts %j to the label %j', (text, label) => {
    expect(labelValue(text)).toBe(label);
  });

  it('turns any string into a valid label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) =>
        validLabel.test(labelValue(text)),
      ),
    );
  });

  it('keeps a valid label', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/),
        (label) => labelValue(label) === label,
      ),
    );
  });
});
