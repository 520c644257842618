import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseRequestYaml as parseQuickly } from '../shared/yaml/quick-yaml.ts';
import { parseRequestYaml, parseStoredYaml, printYaml } from '../shared/yaml.ts';
import { findCases, platformFile } from './support/cases.ts';

/** Returns the value in an object, or undefined if the text is not in plain form. */
function quickly(text: string): { value: unknown } | undefined {
  try {
    return { value: parseQuickly(text) };
  } catch (error) {
    expect((error as Error).message).toBe('Not in plain form');
    return undefined;
  }
}

function expectSameValue(text: string): void {
  const read = quickly(text);
  if (read === undefined) return;
  expect({ value: parseRequestYaml(text) }).toStrictEqual(read);
  expect({ value: parseStoredYaml(text) }).toStrictEqual(read);
}

const texts = findCases().flatMap((oneCase) =>
  [join(oneCase.folder, 'input.yaml'), platformFile(oneCase)].map((file) => readFileSync(file, 'utf8')),
);

const fragments = [
  ...['a', 'b1', 'y', 'null', '1', '-1', '0x1', '1e3', '.5', '~', 'true', 'a:b', 'a#b', '__proto__', '<<'],
  ...[': ', ':', ' ', '  ', '    ', '- ', '-', '\n', '\n  ', '\n- ', '\na: ', '\n  b: ', '\n  - ', '\n\n'],
  ...[
    '|',
    '|-',
    '|+',
    '>',
    '#',
    ' # ',
    '"',
    "'",
    "''",
    '\\',
    '\\n',
    '[',
    ']',
    '[]',
    '{}',
    '{',
    '}',
    ', ',
    ',',
  ],
  ...['&x ', '*x', '!!str ', '? ', '%', '@', '---', '...', '\t', '\r', 'é'],
];

/** Values as JSON prints them: without negative zero, which no reader of this project accepts. */
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as typeof value);

/** RUNS=100000 makes the comparison longer. */
const runs = Number(process.env['RUNS'] ?? 2_000);

describe('the quick reader of YAML', () => {
  it('reads the documented requests and platforms as the API server prints them', () => {
    const printed = texts.map((text) => printYaml(parseRequestYaml(text)));
    const read = printed.filter((text) => quickly(text) !== undefined);
    expect(read.length / printed.length).toBeGreaterThan(0.9);
  });

  it.each([
    ['a string in quotes', 'a: "x: \\"y\\""\nb: \'it\'\'s\'\n', { a: 'x: "y"', b: "it's" }],
    [
      'lists at both indentations',
      'a:\n- b: 1\n  c:\n  - d\ne:\n  - f\n',
      { a: [{ b: 1, c: ['d'] }], e: ['f'] },
    ],
    ['a literal block', 'a: |\n  {"b":\n    1}\n\nc: |-\n  d\n', { a: '{"b":\n  1}\n', c: 'd' }],
    ['words and numbers', 'a: yes\nb: 0777\nc:\nd: [x, 1.5]\n', { a: true, b: 511, c: null, d: ['x', 1.5] }],
    ['comments and empty lines', '# x\n\na:\n  # y\n  b: c#d\n', { a: { b: 'c#d' } }],
  ])('reads %s', (_, text, value) => {
    expect(quickly(text)).toStrictEqual({ value });
    expectSameValue(text);
  });

  it.each([
    ['a: b\n  c\n', 'a string of several lines'],
    ['a: b # c\n', 'a comment behind a value'],
    ['a: &x b\n', 'an anchor'],
    ['a: 1\na: 2\n', 'a duplicate key'],
    ['__proto__: 1\n', 'a key of the prototype'],
    ['a: 9007199254740993\n', 'a number that loses digits'],
    ['a: "\\u200b"\n', 'an escape of a character'],
    ['a: é\n', 'a character beyond ASCII'],
    [`a: ${'x'.repeat(70_000)}\n`, 'a long text'],
  ])('refuses %j', (text) => {
    expect(quickly(text)).toBeUndefined();
  });

  it('gives the value of the full parser for every text that it reads', () => {
    const random = fc
      .array(fc.constantFrom(...fragments), { maxLength: 30 })
      .map((parts) => `a${parts.join('')}`);
    const printed = json.map((value) => printYaml({ value }));
    const byLibrary = json.map((value) => stringify({ value }, { indentSeq: false, blockQuote: 'literal' }));
    fc.assert(fc.property(fc.oneof(random, printed, byLibrary), expectSameValue), { numRuns: runs });
  }, 600_000);

  it('gives the value of the full parser for requests in which a line is changed', () => {
    const changed = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.array(fc.constantFrom(...fragments), { maxLength: 4 }))
      .map(([text, position, parts]) => {
        const at = position % text.length;
        return text.slice(0, at) + parts.join('') + text.slice(at + (position % 3));
      });
    fc.assert(fc.property(changed, expectSameValue), { numRuns: runs });
  }, 600_000);
});
