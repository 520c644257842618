import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

describe('parseJson()', () => {
  it.each([
    '{"a":["[[[",{"b\\"[":1}]}',
    '[]',
    '"\\\\"',
    `"${'['.repeat(1000)}"`,
    `${'[[],'.repeat(99)}[]${']'.repeat(99)}`,
  ])('reads %.40j as JSON.parse() does', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each(['['.repeat(101), '{"a":'.repeat(101), '{'])('refuses %.20j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
