import { describe, expect, it } from 'vitest';
import { setFieldsOf, textAt, valueAt } from './merged.ts';

describe('setFieldsOf()', () => {
  it('keeps false, 0, "" and empty maps and lists, and leaves out what is unset', () => {
    const fields = { a: false, b: 0, c: '', d: {}, e: [], f: undefined, g: null };
    expect(setFieldsOf(fields)).toEqual({ a: false, b: 0, c: '', d: {}, e: [], g: null });
  });

  it('drops an object that has only unset fields, at any depth', () => {
    expect(setFieldsOf({ a: { b: { c: undefined } }, d: { e: 1, f: undefined } })).toEqual({ d: { e: 1 } });
  });
});

describe('valueAt()', () => {
  it('follows maps only, and only their own keys', () => {
    expect(valueAt({ a: { b: 1 } }, 'a.b')).toBe(1);
    expect(valueAt({ a: [1] }, 'a.0')).toBeUndefined();
    expect(valueAt({ a: null }, 'a.b')).toBeUndefined();
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
  });
});

describe('textAt()', () => {
  it('reads texts and numbers, nothing else', () => {
    const values = { text: '1.10', number: 15, flag: true, none: null };
    expect(['text', 'number', 'flag', 'none', 'absent'].map((path) => textAt(values, path))).toEqual([
      '1.10',
      '15',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
