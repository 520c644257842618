import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { passes, withCheck, withRules } from './rule.ts';

const range = withRules(
  z.strictObject({
    least: z.int().optional(),
    most: z.int().optional(),
    other: z.string().optional(),
    deep: z.strictObject({ one: z.int(), two: z.int() }).optional(),
  }),
  [
    {
      cel: 'self.least <= self.most',
      message: 'least is above most',
      check: ({ least = 0, most = 0 }) => least <= most,
      path: ['least'],
    },
    { message: 'two is not one more', check: ({ deep }) => deep === undefined || deep.two === deep.one + 1 },
    { cel: 'self.other == oldSelf.other', message: 'other never changes' },
  ],
);

const problemsOf = (value: unknown): string[] =>
  (range.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('withRules()', () => {
  it('accepts a value that satisfies the rules', () => {
    expect(problemsOf({ least: 1, most: 2, deep: { one: 1, two: 2 } })).toEqual([]);
  });

  it('reports a violated rule at its path', () => {
    expect(problemsOf({ least: 2, most: 1 })).toEqual(['least: least is above most']);
  });

  it('reports a violated rule along with an invalid field', () => {
    expect(problemsOf({ least: 2, most: 1, other: 5 })).toEqual([
      'other: Invalid input: expected string, received number',
      'least: least is above most',
    ]);
  });

  it('reports a violated rule along with an unknown field and another violated rule', () => {
    expect(problemsOf({ least: 2, most: 1, mots: 3, deep: { one: 1, two: 1 } })).toHaveLength(3);
  });

  it('skips a rule that reads an invalid field', () => {
    expect(problemsOf({ least: '9', most: 1 })).toEqual([
      'least: Invalid input: expected number, received string',
    ]);
    expect(problemsOf({ deep: { one: 1 } })).toEqual([
      'deep.two: Invalid input: expected number, received undefined',
    ]);
  });

  it('skips every rule for a value of the wrong type', () => {
    expect(problemsOf('x')).toEqual([': Invalid input: expected object, received string']);
  });

  it('adds rules with CEL to the CRD, transition rules included', () => {
    expect(z.globalRegistry.get(range)).toEqual({
      'x-kubernetes-validations': [
        { rule: 'self.least <= self.most', message: 'least is above most' },
        { rule: 'self.other == oldSelf.other', message: 'other never changes' },
      ],
    });
  });

  it('adds nothing to the CRD without CEL', () => {
    const schema = withRules(z.string(), [{ message: 'No', check: () => true }]);
    expect(z.globalRegistry.get(schema)).toBeUndefined();
  });
});

describe('passes()', () => {
  it('rethrows an error of the rule itself', () => {
    const schema = withCheck(z.strictObject({ a: z.int() }), (value, context) => {
      passes(
        () => {
          throw new TypeError('defect');
        },
        value,
        context,
      );
    });
    expect(() => schema.safeParse({ a: 'x' })).toThrow('defect');
  });
});
