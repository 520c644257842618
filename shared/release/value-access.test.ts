import { describe, expect, it } from 'vitest';
import {
  keyOf,
  listValues,
  omitUnset,
  stringAt,
  valueAt,
  valueAtSteps,
  withDefault,
} from './value-access.ts';

describe('omitUnset()', () => {
  it('keeps false, 0, "", null and empty objects and lists, and drops undefined', () => {
    const fields = { a: false, b: 0, c: '', d: {}, e: [], f: undefined, g: null };
    expect(omitUnset(fields)).toEqual({ a: false, b: 0, c: '', d: {}, e: [], g: null });
  });

  it('drops an object with only unset fields, at any depth', () => {
    expect(omitUnset({ a: { b: { c: undefined } }, d: { e: 1, f: undefined } })).toEqual({ d: { e: 1 } });
  });
});

describe('valueAt()', () => {
  it('follows only own keys of objects', () => {
    expect(valueAt({ a: { b: 1 } }, 'a.b')).toBe(1);
    expect(valueAt({ a: [1] }, 'a.0')).toBeUndefined();
    expect(valueAt({ a: null }, 'a.b')).toBeUndefined();
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
  });
});

describe('listValues()', () => {
  it('returns values at any depth with steps that lead to them', () => {
    const values = { a: [{ b: 1 }], 'c.d': null };
    const listed = listValues(values);
    expect(listed.map(({ steps }) => steps)).toEqual([['a'], ['a', 0], ['a', 0, 'b'], ['c.d']]);
    for (const { steps, value } of listed) expect(valueAtSteps(values, steps)).toBe(value);
    expect(listed.map(({ steps }) => keyOf(steps))).toEqual(['a', 'a', 'b', 'c.d']);
  });
});

describe('stringAt()', () => {
  it('returns strings and numbers only', () => {
    const values = { text: '1.10', number: 15, flag: true, none: null };
    expect(['text', 'number', 'flag', 'none', 'absent'].map((path) => stringAt(values, path))).toEqual([
      '1.10',
      '15',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('withDefault()', () => {
  it('sets a path that values do not set, beside what it has', () => {
    const values = { persistence: { size: '1Gi' } };
    expect(withDefault(values, 'persistence.storageClass', 'fast')).toEqual({
      persistence: { size: '1Gi', storageClass: 'fast' },
    });
    expect(withDefault({}, 'a.b.c', 1)).toEqual({ a: { b: { c: 1 } } });
    expect(values).toEqual({ persistence: { size: '1Gi' } });
  });

  it.each([{ a: { b: 'own' } }, { a: { b: null } }, { a: { b: '' } }])('keeps %j', (values) => {
    expect(withDefault(values, 'a.b', 'default')).toBe(values);
  });

  it('leaves values without a default', () => {
    const values = { a: 1 };
    expect(withDefault(values, 'b.c', undefined)).toBe(values);
  });
});
