import { describe, expect, it } from 'vitest';
import { parseRequestFile, parseRequestYaml, parseValuesYaml, printYaml } from '../../shared/yaml.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

const parseChart = (text: string): unknown => parseValuesYaml(text, 'values.yaml').values;

/** Returns levels of aliases, each of which repeats the previous one ten times. */
function laughs(levels: number): string {
  const level = (n: number) =>
    `a${n}: &a${n} [${Array(10)
      .fill(n === 0 ? 'lol' : `*a${n - 1}`)
      .join(', ')}]\n`;
  return Array.from({ length: levels }, (_, n) => level(n)).join('');
}

const wide = Array.from({ length: 2_000 }, (_, n) => `k${n}: 1`).join(', ');
const mergeBomb = `a: &a {${wide}}\n${Array.from({ length: 200 }, (_, n) => `b${n}: {<<: [${'*a, '.repeat(50)}*a]}\n`).join('')}`;

const longText = `t: &t ${'x'.repeat(1_000_000)}\n`;

const bombs: [string, string, RegExp][] = [
  ['A10 aliases of aliases', laughs(9), /more than 50000 keys and values/],
  ['A11 merge keys repeated', mergeBomb, /more than 50000 keys and values/],
  ['A13 flow lists 10,000 deep', '['.repeat(10_000), /nested deeper than 500 levels/],
  ['A13 flow maps 10,000 deep', '{a: '.repeat(10_000), /nested deeper than 500 levels/],
  ['A13 block lists 10,000 deep', '- '.repeat(10_000), /nested deeper than 500 levels/],
  ['A13 explicit keys 10,000 deep', '? '.repeat(10_000), /nested deeper than 500 levels/],
  [
    'A13 block maps 1,000 deep',
    Array.from({ length: 1_000 }, (_, n) => `${' '.repeat(n)}a:\n`).join(''),
    /nested deeper than 500 levels/,
  ],
  [
    'A13 a chain of aliases 1,000 deep',
    `a0: &a0 []\n${Array.from({ length: 1_000 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join('')}`,
    /nested deeper than 500 levels|more than 50000 keys and values/,
  ],
  ['A13 a list of 50,001 items', `[${'1,'.repeat(50_000)}1]`, /more than 50000 keys and values/],
  ['A13 a list of 700,000 items', `[${'1,'.repeat(700_000)}1]`, /more than 200000 tokens/],
  [
    'A13 an object with 52,000 keys',
    Array.from({ length: 52_000 }, (_, n) => `${n.toString(36)}:\n`).join(''),
    /more than 200000 tokens/,
  ],
  ['A13 a million empty lines', '\n'.repeat(1_000_000), /more than 200000 tokens/],
  ['A13 a key of a megabyte', `${'k'.repeat(1_000_000)}: 1\n`, /a key is longer than 1024 characters/],
  ['A13 six megabytes', `a: ${'x'.repeat(6 * 1024 * 1024)}`, /larger than 5120 KiB/],
];

describe('attack A10: long text that aliases repeat', () => {
  it.each([
    ['values', `${longText}${Array.from({ length: 120 }, (_, n) => `a${n}: *t\n`).join('')}`],
    ['items of a list', `${longText}a: [${'*t, '.repeat(4_000)}*t]\n`],
    [
      'objects',
      `t: &t {k: ${'x'.repeat(100_000)}}\n${Array.from({ length: 900 }, (_, n) => `a${n}: *t\n`).join('')}`,
    ],
    [
      'merge keys',
      `t: &t {k: ${'x'.repeat(1_000_000)}}\n${Array.from({ length: 120 }, (_, n) => `a${n}: {<<: *t}\n`).join('')}`,
    ],
  ])('is refused in chart values: %s', (_, text) => {
    expect(() => parseChart(text)).toThrow(/more than 6 MiB of text/);
  });
});

describe('attacks A10, A11, A13: YAML bombs', () => {
  it.each(bombs)('%s: refused in chart values within a second of processor time', (_, text, message) => {
    const { seconds, error } = measureProcessorTime(() => parseChart(text));
    expect(seconds).toBeLessThan(1);
    expect(error).toMatchObject({ reason: 'InvalidChart', message: expect.stringMatching(message) });
  });

  it('A13 documents without end are refused in chart values within a second of processor time', () => {
    const { seconds, error } = measureProcessorTime(() => parseChart('---\n'.repeat(1_000_000)));
    expect(seconds).toBeLessThan(1);
    expect(error).toMatchObject({ message: expect.stringMatching(/more than 1000 documents/) });
  });

  it('A10 aliases of a request count like copies', () => {
    expect(() => parseRequestYaml(laughs(9))).toThrow(/more than 50000 keys and values/);
    expect(() => parseRequestYaml(`${longText}a: [*t, *t, *t]`)).toThrow(/more than 3 MiB of text/);
  });

  it('A13 a request may be 100 levels deep, and values of a chart 500', () => {
    const deep = (levels: number): string => `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(() => parseRequestYaml(deep(101))).toThrow(/nested deeper than 100 levels/);
    expect(printYaml(parseChart(deep(500)))).toContain('a: 1');
  });

  it.each(bombs)('%s: refused in a request within a second of processor time', (_, text) => {
    const { seconds, error } = measureProcessorTime(() => parseRequestYaml(text));
    expect(seconds).toBeLessThan(1);
    expect(error).toMatchObject({ reason: 'InvalidRequest' });
    expect(() => parseRequestFile(text)).toThrow(expect.objectContaining({ reason: 'InvalidRequest' }));
  });

  it('A10 a chart may repeat a small value by aliases', () => {
    const values = parseChart(laughs(4)) as { a3: unknown[] };
    expect(values.a3).toHaveLength(10);
    expect(printYaml(values)).not.toContain('*');
  });

  it('A11 merge keys are refused in a request', () => {
    expect(() => parseRequestYaml('a: {<<: {b: 1}}')).toThrow(/merge keys are not allowed/);
  });

  it('A13 a string of 1.4 megabytes is accepted', () => {
    const text = 'x'.repeat(1_400_000);
    expect(parseRequestYaml(`a: ${text}\nb: "${'y'.repeat(100)}"`)).toEqual({ a: text, b: 'y'.repeat(100) });
  });
});
