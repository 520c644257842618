import { describe, expect, it } from 'vitest';
import { parseChartYaml, parseRequestYaml, printYaml } from '../../shared/yaml.ts';

const faults: [string, string, string][] = [
  ['a tab as indentation', 'a:\n\tb: 1', '2:1'],
  ['NUL', 'a: x\0', '1:5'],
  ['NUL, escaped', 'a: "\\0"', '1:4'],
  ['an escape sequence of terminals', 'a: \x1b[2J', '1:4'],
  ['a lone surrogate', 'a: \ud83d', '1:4'],
  ['a lone surrogate, escaped', 'a: "\\udc00"', '1:4'],
  ['a line separator', 'a: 1 # \u2028b: 2', '1:8'],
];

/** Texts that Helm reads in one way, and that a request need not have. */
const requestFaults: [string, string, string][] = [
  ['a key twice', 'a: 1\nb: 2\na: 3', '3:1'],
  ['a key twice, spelt differently', 'a: 1\n"\\x61": 3', '2:1'],
  ['two documents', 'a: 1\n---\na: 2', '2:1'],
  ['two documents without a marker', 'a: 1\n...\na: 2', '3:1'],
  ['a byte order mark inside', 'a: x\ufeff', '1:5'],
  ['a next line', 'a: 1 # \u0085b: 2', '1:8'],
  ['a lone carriage return', 'a: 1 # \rb: 2', '1:8'],
  ['a zero-width space in a key', 'na\u200bme: 1', '1:'],
  ['a zero-width space, escaped', '"na\\u200bme": 1', '1:1'],
  ['a string in reversed direction', 'a: x\u202ey', '1:'],
  ['a tag character', 'a: x\u{e0041}', '1:'],
  ['a letter without ink', 'a\u3164: 1', '1:'],
];

describe('attack A14: characters that two readers interpret differently', () => {
  it.each([...faults, ...requestFaults])(
    'A14 %s is refused in a request with its position',
    (_, text, place) => {
      expect(() => parseRequestYaml(text)).toThrow(new RegExp(`^Parse request: ${place}`));
    },
  );

  it.each(faults)('A14 %s is refused in chart values with its position', (_, text, place) => {
    expect(() => parseChartYaml(text, 'values.yaml')).toThrow(new RegExp(`^Parse values.yaml: ${place}`));
  });

  it('A14 hidden characters in a comment of a request are refused too', () => {
    expect(() => parseRequestYaml('a: 1 # \u202eevil')).toThrow(
      'Parse request: 1:8: character U+202E is not allowed',
    );
  });

  it.each(requestFaults)('A14 %s is accepted in chart values, as Helm does', (_, text) => {
    expect(parseChartYaml(text, 'values.yaml')).toMatchObject({});
  });

  it('A14 invisible characters of chart values are escaped in the output', () => {
    const values = parseChartYaml('a: "x\u202ey"\n"\u200bk": 1', 'values.yaml');
    expect(printYaml(values)).toBe('a: "x\\u202ey"\n"\\u200bk": 1\n');
  });

  it('A14 Windows line ends and letters of any script are accepted', () => {
    expect(parseRequestYaml('a: grüße\r\nb: "日本語 👍"\r\n')).toEqual({ a: 'grüße', b: '日本語 👍' });
  });
});
