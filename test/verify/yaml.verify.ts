import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../shared/errors.ts';
import { parseChartYaml, parseRequestYaml, parseValuesYaml, printYaml } from '../../shared/yaml.ts';
import { asJson, trapTexts, values } from './support/generated-values.ts';
import { ask } from './support/tools.ts';
import { equalTexts, knownDifferences } from './support/yaml-table.ts';

const runs = Number(process.env['RUNS'] ?? 4000);
const seed = Number(process.env['SEED'] ?? 20260101);

/** Results of Helm, which reads values files, and of kubectl, which reads objects. */
interface Reading {
  readonly values?: unknown;
  readonly valuesError?: string;
  readonly json?: unknown;
  readonly jsonError?: string;
}

const read = (texts: readonly string[]): Reading[] =>
  ask<Reading>(
    'render',
    ['yaml'],
    texts.map((yaml) => ({ yaml })),
  );

/** Generates a string that looks like a number, a date, a time or a YAML keyword. */
const ambiguousScalar = fc.oneof(
  fc.stringMatching(/^[-+]?[0-9_.:xobeEaF+-]{1,9}$/),
  fc.stringMatching(/^[-+.]?(inf|Inf|INF|nan|NaN|NAN|true|yes|on|null|y|n|o)[a-zA-Z]?$/),
  fc.stringMatching(
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?( ?Z| ?[-+][0-9:]{1,5})?)?$/,
  ),
  fc.constantFrom(...trapTexts),
);

/**
 * Generates documents from YAML's indicators. Most are invalid, and both readers must refuse them. Omits a fault of the
 * package `yaml`: it reads a block scalar with an indentation indicator and only blanks as empty.
 */
const indicatorDocument = fc
  .array(
    fc.constantFrom(
      ...[
        'a',
        'b',
        'c',
        ': ',
        ':',
        '- ',
        '\n',
        '\n',
        '\n  ',
        '\n    ',
        '{',
        '}',
        '[',
        ']',
        ', ',
        '"',
        "'",
        '|',
        '>',
      ],
      ...[
        '|-\n',
        '>+\n',
        ' #',
        '#x',
        '&x ',
        '*x',
        '!!str ',
        '<<: *x',
        '? ',
        '---\n',
        '...\n',
        '~',
        '1',
        'yes',
        '\t',
      ],
    ),
    { minLength: 2, maxLength: 14 },
  )
  .map((tokens) => tokens.join(''))
  .filter((text) => !/[|>][-+]?[0-9]/.test(text));

/** Lines of a values file that a request may not have, and that Helm reads. */
const tagged = [
  ...[
    'a: !!int "5"',
    'a: !!float 1',
    'b: !x 5',
    'b: !!binary aGk=',
    'c: !!bool "on"',
    'c: !!null ""',
    'a: ! 1',
  ],
  ...[
    'y: 1',
    'true: 2',
    '1: a',
    '"1": b',
    '1.50: c',
    '1e7: d',
    '*x : e',
    '&x f: g',
    '<<: {a: 1, 1: 2}',
    'd: *x',
  ],
  ...['b: {a: , c:, d}', 'e: {', 'a: 1', '}', 'f: "x', 'y"', '---', '# c', 'g: |', '  h', '...', 'a: {b: 1}'],
];

const documents: readonly [string, fc.Arbitrary<string>][] = [
  ['plain values', ambiguousScalar.map((text) => `v: ${text}`)],
  ['plain keys', ambiguousScalar.map((text) => `${text}: v`)],
  ['plain items', ambiguousScalar.map((text) => `v: [${text}, ${text}]`)],
  ['a list of indicators', indicatorDocument.map((text) => `v: [${text}]`)],
  ['a block of indicators', indicatorDocument.map((text) => `v:\n  ${text}\nw: 1`)],
  [
    'tags, duplicate keys and brackets',
    fc.array(fc.constantFrom(...tagged), { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n')),
  ],
  ['JSON', values.map(asJson)],
  ['documents of indicators', indicatorDocument],
];

const readers: readonly [string, (text: string) => unknown, 'values' | 'json'][] = [
  ['parseValuesYaml()', (text) => parseValuesYaml(text, 'values.yaml').values, 'values'],
  ['parseRequestYaml()', parseRequestYaml, 'json'],
];

describe.each(readers)('%s', (_, parse, reading) => {
  it.each(documents)('reads every document as Helm and kubectl do: %s', (_, arbitrary) => {
    const texts = fc.sample(arbitrary, { numRuns: runs, seed });
    const theirs = read(texts);
    const differences = texts.flatMap((text, index) => {
      const ours = accepted(() => parse(text));
      // Our reader may be stricter, because it reports the position and the reason. It may also read what the others
      // refuse: such a file never arrives or never renders. The caller refuses what is neither an object nor empty.
      if (!isMapOrNothing(ours?.value)) return [];
      const expected = theirs[index]![reading];
      if (theirs[index]![`${reading}Error`] !== undefined) return [];
      const same = JSON.stringify(sorted(ours!.value ?? {})) === JSON.stringify(sorted(expected ?? {}));
      return same ? [] : [{ text, ours: ours!.value, theirs: expected ?? theirs[index] }];
    });
    expect(differences.slice(0, 5)).toEqual([]);
  });
});

describe('parseValuesYaml()', () => {
  const readsEqually = (text: string, theirs: Reading): boolean => {
    const ours = accepted(() => parseValuesYaml(text, 'values.yaml').values);
    if (theirs.valuesError !== undefined || ours === undefined)
      return (theirs.valuesError !== undefined) === (ours === undefined);
    return JSON.stringify(sorted(ours.value ?? {})) === JSON.stringify(sorted(theirs.values ?? {}));
  };

  it('accepts and refuses the files of a table exactly as Helm does', () => {
    const theirs = read(equalTexts);
    expect(equalTexts.filter((text, index) => !readsEqually(text, theirs[index]!))).toEqual([]);
  });

  it('has a table of known differences without files that became equal', () => {
    const theirs = read(knownDifferences);
    expect(knownDifferences.filter((text, index) => readsEqually(text, theirs[index]!))).toEqual([]);
  });

  it('accepts most of what Helm accepts', () => {
    const texts = fc.sample(fc.oneof(...documents.slice(0, 4).map(([, arbitrary]) => arbitrary)), {
      numRuns: runs,
      seed,
    });
    const theirs = read(texts).map(({ values: found }) => found !== undefined);
    const ours = texts.map((text) => accepted(() => parseValuesYaml(text, 'values.yaml')) !== undefined);
    const both = texts.filter((_, index) => theirs[index] && ours[index]);
    expect(both.length / theirs.filter(Boolean).length).toBeGreaterThan(0.9);
  });
});

describe('printYaml()', () => {
  it('prints values that Helm and this program read back unchanged', () => {
    const long = 'k'.repeat(2_000);
    const samples = [
      { [long]: 1, list: [{ [long]: { a: 'x\ny' } }, { [`"${long}`]: [[]] }] },
      ...fc.sample(values, { numRuns: runs, seed }),
    ];
    const texts = samples.map((sample) => printYaml(sample));
    const theirs = read(texts);
    for (const [index, sample] of samples.entries()) {
      expect(theirs[index]!.valuesError, texts[index]).toBeUndefined();
      expect(sorted(theirs[index]!.values ?? {}), texts[index]).toEqual(sorted(sample));
      const ours = accepted(() => parseChartYaml(texts[index]!, 'values.yaml'));
      if (ours) expect(sorted(ours.value), texts[index]).toEqual(sorted(sample));
    }
  });
});

/** Returns the result of a reader; undefined if it refuses. */
function accepted(parse: () => unknown): { value: unknown } | undefined {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

function isMapOrNothing(value: unknown): boolean {
  return value === null || (typeof value === 'object' && !Array.isArray(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, below]) => [key, sorted(below)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
