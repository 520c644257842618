import { describe, expect, it } from 'vitest';
import { describeFound, typeMismatch } from './type-mismatch.ts';

describe('typeMismatch()', () => {
  it.each<[string[], unknown, string]>([
    [['number'], 'ten', 'Expected a number, found the string "ten"'],
    [['integer'], 1.5, 'Expected an integer, found the number 1.5'],
    [['int'], '3', 'Expected an integer, found the string "3"; remove the quotes'],
    [['boolean'], 'true', 'Expected a boolean, found the string "true"; remove the quotes'],
    [['boolean'], '1', 'Expected a boolean, found the string "1"; write true or false'],
    [['string'], 7, 'Expected a string, found the number 7; add quotes'],
    [['string'], false, 'Expected a string, found false; add quotes'],
    [['string', 'null'], 7, 'Expected a string or null, found the number 7; add quotes'],
  ])('expects %j and shows %j', (expected, value, message) => {
    expect(typeMismatch({ expected, value, shown: JSON.stringify(value) })).toBe(message);
  });

  it('names only the type of a hidden value', () => {
    expect(typeMismatch({ expected: ['number'], value: 'hunter2', shown: undefined })).toBe(
      'Expected a number, found a string',
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
