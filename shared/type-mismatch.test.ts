import { describe, expect, it } from 'vitest';
import { describeFound, typeMismatch } from './type-mismatch.ts';

describe('typeMismatch()', () => {
  it.each<[string[], unknown, string]>([
    [['number'], 'ten', 'Expected a number, found the string "ten"; write a number such as 1'],
    [['integer'], 1.5, 'Expected an integer, found the number 1.5; write a whole number such as 1'],
    [['integer', 'string'], null, 'Expected an integer or a string, found null'],
    [['array'], 'a', 'Expected a list, found the string "a"; begin each entry with "- "'],
    [['object'], 'a', 'Expected an object, found the string "a"; write its fields, each as "name: value"'],
    [['object'], [], 'Expected an object, found a list; write one object, without "-"'],
    [['boolean'], 1, 'Expected a boolean, found the number 1; write true or false'],
    [['string'], [], 'Expected a string, found a list; write one string'],
    [['string'], null, 'Expected a string, found null; set a value, or remove the field'],
    [['int'], '3', 'Expected an integer, found the string "3"; remove the quotes'],
    [['boolean'], 'true', 'Expected a boolean, found the string "true"; remove the quotes'],
    [['boolean'], '1', 'Expected a boolean, found the string "1"; write true or false'],
    [['string'], 7, 'Expected a string, found the number 7; add quotes'],
    [['string'], false, 'Expected a string, found false; add quotes'],
    [['string', 'null'], 7, 'Expected a string or null, found the number 7; add quotes'],
  ])('expects %j and shows %j', (expected, value, message) => {
    const shown = typeof value === 'object' ? undefined : JSON.stringify(value);
    expect(typeMismatch({ expected, value, shown })).toBe(message);
  });

  it('names only the type of a hidden value', () => {
    expect(typeMismatch({ expected: ['number'], value: 'hunter2', shown: undefined })).toBe(
      'Expected a number, found a string; write a number such as 1',
    );
  });

  it('prefers the advice of its caller', () => {
    const mismatch = { expected: ['array'], value: {}, shown: undefined, advice: 'write "[]"' };
    expect(typeMismatch(mismatch)).toBe('Expected a list, found an object; write "[]"');
  });
});

describe('describeFound()', () => {
  it.each([
    [null, 'null'],
    [[1], 'a list'],
    [{ a: 1 }, 'an object'],
    [true, 'a boolean'],
  ])('describes %j', (value, text) => {
    expect(describeFound(value, undefined)).toBe(text);
  });
});
