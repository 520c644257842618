import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseChartYaml } from '../yaml.ts';
import { printCommentedYaml, printYaml } from './print-yaml.ts';

const traps = fc.constantFrom(
  'yes',
  'n',
  'On',
  '~',
  '',
  'null',
  '0777',
  '0o17',
  '1_000',
  '0b11',
  '12:30:45',
  '2024-01-01',
  '1e3',
  'e1',
  '._5',
  '.inf',
  '=',
  '<<',
  '-',
  '---',
  '...',
  '- a',
  'a: b',
  'a #b',
  '# a',
  '%a',
  '@a',
  '`a',
  '*a',
  '&a',
  '!a',
  '|',
  '>',
  '{a',
  '[a',
  ',',
  '?',
  'a\nb',
  'a\n',
  'a\n\n',
  '\na',
  ' a\nb',
  'a \nb',
  'a\n\n\nb\n',
  '\t',
  'a\tb\nc',
  '\r\n',
  '\u0085',
  '\u2028',
  '\ufffe',
  'é',
  '👍',
);
const text = fc.oneof(traps, fc.string({ unit: 'binary', maxLength: 12 }));
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x)),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ),
}));

describe('printYaml()', () => {
  it('prints YAML that every version of YAML parses to the same value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const printed = printYaml(value);
        expect(parse(printed, { version: '1.1' })).toEqual(value);
        expect(parse(printed, { version: '1.2' })).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('prints YAML that parseChartYaml() parses to the same value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        fc.pre(
          !/[\p{Cf}\0\u115f\u1160\u3164\uffa0]|\\u0000|constructor|prototype/u.test(JSON.stringify(value)),
        );
        expect(parseChartYaml(printYaml(value), 'values.yaml')).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('sorts keys, so that equal values have equal bytes', () => {
    expect(printYaml({ b: 1, a: { d: [], c: {} } })).toBe('a:\n  c: {}\n  d: []\nb: 1\n');
    expect(printYaml({ a: { c: {}, d: [] }, b: 1 })).toBe(printYaml({ b: 1, a: { d: [], c: {} } }));
  });

  it('prints an Application as the yaml package does', () => {
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      metadata: { name: 'web-dev', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: {
        sources: [
          { path: '.', repoURL: 'oci://host:5000/charts/web', targetRevision: '1.0.0@sha256:00' },
          { ref: 'values' },
        ],
      },
    };
    const options = {
      compat: 'yaml-1.1',
      lineWidth: 0,
      aliasDuplicateObjects: false,
      sortMapEntries: true,
    } as const;
    expect(printYaml(application)).toBe(stringify(application, options));
  });

  it('keeps the lines of a multi-line string', () => {
    expect(printYaml({ a: { b: 'x\n\ny\n' } })).toBe('a:\n  b: |\n    x\n\n    y\n');
    expect(printYaml(['x\ny'])).toBe('- |-\n  x\n  y\n');
  });

  it('repeats shared objects instead of using aliases, and omits undefined values', () => {
    const shared = { x: 1 };
    expect(printYaml({ a: shared, b: shared, c: undefined })).toBe('a:\n  x: 1\nb:\n  x: 1\n');
  });

  it.each([Number.NaN, Infinity, () => 1, 1n, '\ud800'])('refuses %s', (value) => {
    expect(() => printYaml({ value })).toThrow(TypeError);
  });

  it('prints a negative zero, which a chart may have', () => {
    expect(printYaml({ a: -0 })).toBe('a: -0.0\n');
    expect(parseChartYaml('a: -0.0', 'values.yaml')).toEqual({ a: -0 });
  });

  it('marks a key that is too long for a reader', () => {
    const [longest, longer] = ['k'.repeat(1_000), 'k'.repeat(1_001)];
    const value = {
      [longest]: 1,
      [longer]: 2,
      list: [{ [longer]: { a: 'x\ny' } }, { [`"${longer}`]: [[]] }],
    };
    const printed = printYaml(value);
    expect(printed.split('\n').slice(0, 3)).toEqual([`${longest}: 1`, `? ${longer}`, ': 2']);
    expect(parse(printed)).toEqual(value);
    expect(parseChartYaml(printed, 'values.yaml')).toEqual(value);
  });

  it('prints a string of one megabyte', () => {
    const long = 'a '.repeat(500_000).trim();
    expect(parse(printYaml({ long, lines: `${long}\n${long}` }))).toEqual({
      long,
      lines: `${long}\n${long}`,
    });
  });
});

describe('printCommentedYaml()', () => {
  it('prints the comment on the line of the key for any value', () => {
    const value = { e: 1, f: 'a\nb', g: [1], h: {}, i: { j: 'k' } };
    const options = {
      root: 0,
      enter: (depth: number) => depth + 1,
      comment: (depth: number) => `depth ${depth}`,
    };
    const printed = printCommentedYaml(value, options);
    expect(printed.split('\n')).toEqual([
      'e: 1 # depth 1',
      'f: |- # depth 1',
      '  a',
      '  b',
      'g: # depth 1',
      '  - 1',
      'h: {} # depth 1',
      'i: # depth 1',
      '  j: k # depth 2',
      '',
    ]);
    expect(parse(printed)).toEqual(value);
  });
});
