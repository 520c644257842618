import { describe, expect, it } from 'vitest';
import { findUnclosed } from './find-unclosed.ts';

describe('findUnclosed()', () => {
  it.each([
    ['a: {b: 1\nc: 2\n', { offset: 3, character: '{' }],
    ['a: [1, {b: 2}\n', { offset: 3, character: '[' }],
    ['a: {b: [1\n', { offset: 7, character: '[' }],
    ['a: [1}\n', { offset: 3, character: '[', closedBy: '}' }],
    ['a: "x\nb: 1\n', { offset: 3, character: '"' }],
    ["a: 'x\n", { offset: 3, character: "'" }],
    ['---\na: "b\\"\n', { offset: 7, character: '"' }],
  ])('returns the unclosed character of %j', (text, unclosed) => {
    expect(findUnclosed(text)).toEqual(unclosed);
  });

  it.each([
    'a: {b: [1, 2]}\n',
    "a: \"{\"\nb: '[it''s'\n",
    'a: |\n  {\n  "\nb: x{"\n',
    'a: "b\\""\n',
    '# {\na: 1 # "\n',
  ])('returns undefined for %j', (text) => {
    expect(findUnclosed(text)).toBeUndefined();
  });
});
