import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { deriveOpenApi, type SchemaNode } from '../../shared/derive/open-api.ts';
import { redact } from '../../shared/errors.ts';
import { findCredential } from '../../shared/promise/credential-rules.ts';
import { patternsOf as patternsOfSource } from '../language/extract.ts';
import { charts } from '../support/charts.ts';
import { countedPattern } from '../support/count-steps.ts';

/** Patterns of a field's schema. */
function* patternsOf(node: SchemaNode): Generator<string> {
  if (typeof node['pattern'] === 'string') yield node['pattern'];
  const below = [
    node['items'],
    node['additionalProperties'],
    ...Object.values((node['properties'] ?? {}) as object),
  ];
  for (const child of below)
    if (typeof child === 'object' && child !== null) yield* patternsOf(child as SchemaNode);
}

/** Patterns of a chart's schema, including those of keys, at any depth. */
function* chartPatterns(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'pattern' && typeof value === 'string') yield value;
    if (key === 'patternProperties') yield* Object.keys(value);
    yield* chartPatterns(value);
  }
}

const patterns = new Set([
  ...definitions.flatMap((definition) => [...patternsOf(deriveOpenApi(definition.schema()))]),
  ...charts.flatMap(({ schema }) => [...chartPatterns(schema)]),
]);
const starts = [
  '',
  'a',
  'oci://',
  'https://a',
  's3://',
  'ssh://git@',
  'a/',
  '1.0.0-',
  '1.0.0+',
  'sha256:',
  '/',
];
const repeated = [
  'a',
  '0',
  '-',
  '.',
  '/',
  'a.',
  'a-',
  'a/',
  '.a',
  'a_',
  '0 ',
  '* ',
  '*',
  ':0',
  '0.',
  'a--',
  '.-',
];

/** Characters; zod and ajv run a pattern over a string that is too long, too. */
const length = 100_000;

describe('attack A13: a long string against the patterns of requests and charts', () => {
  it.each([...patterns])('A13 %s takes linear time', (pattern) => {
    const expression = new RegExp(pattern);
    const started = performance.now();
    for (const start of starts) {
      for (const part of repeated) expression.test(`${start}${part.repeat(length / part.length)}!`);
    }
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('attack A13: a long string against the redaction of credentials', () => {
  const texts = repeated.concat(['a://', 'ghp_', 'a=', 'token ', 'x:y@', '"', '-----BEGIN ', 'Bearer ']);
  it.each(texts)('A13 %j repeated takes linear time', (part) => {
    const text = part.repeat(200_000 / part.length);
    const started = performance.now();
    redact(text);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

const promiseFolder = join(import.meta.dirname, '..', '..', 'shared', 'promise');

/** Patterns of the search for credentials, from its sources. */
const credentialPatterns = readdirSync(promiseFolder)
  .filter((file) => /^(?:credential.*|command-line|harmless-values|placeholders)\.ts$/.test(file))
  .filter((file) => !file.endsWith('.test.ts'))
  .flatMap((file) => patternsOfSource(readFileSync(join(promiseFolder, file), 'utf8')))
  .map((pattern) => [String(pattern), pattern] as const);

describe('attack A13: the steps of the search for credentials', () => {
  it('A13 reads the patterns from the sources', () => {
    expect(credentialPatterns.length).toBeGreaterThan(100);
  });

  it('A13 counts the square for a pattern that backtracks', () => {
    const { steps } = countedPattern(/[0-9]+x/);
    expect(steps('0'.repeat(2000)) / steps('0'.repeat(1000))).toBeGreaterThan(3.5);
  });

  it.each(credentialPatterns)('A13 %s takes steps in proportion to the length', (_, pattern) => {
    const { steps, samples } = countedPattern(pattern);
    // Long lists of words have hundreds of samples; the first and the longest show every kind.
    const hostile = [...new Set(samples)].filter((part) => part !== '');
    const parts = new Set([
      'a',
      'A',
      '0',
      '-',
      'a.',
      'a=',
      ' ',
      ...hostile.slice(0, 3),
      ...hostile.slice(-3),
    ]);
    for (const part of parts) {
      for (const start of ['', ...hostile.slice(-1)]) {
        const [once, twice] = [1500, 3000].map((size) =>
          steps(`${start}${part.repeat(Math.ceil(size / part.length))}\u0000`),
        );
        expect(twice! / once!, `${start}… ${part}`).toBeLessThan(2.3);
        expect(twice! / 3000, `${start}… ${part}`).toBeLessThan(1500);
      }
    }
  });
});

/** Returns how many characters all patterns together go over while a text is searched. */
function charactersRead(text: string): number {
  let characters = 0;
  const { exec } = RegExp.prototype;
  RegExp.prototype.exec = function (subject) {
    const start = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, subject);
    // A sticky pattern, as `split` uses it, fails at its first character.
    const end = match === null ? (this.sticky ? start + 1 : subject.length) : match.index + match[0].length;
    characters += end - start;
    return match;
  };
  try {
    findCredential('note', text);
    findCredential('DB_PASSWORD', text);
  } finally {
    RegExp.prototype.exec = exec;
  }
  return characters;
}

describe('attack A13: the characters that the search for credentials reads', () => {
  const parts = [
    ...[
      'a',
      '-',
      '0.',
      ' ',
      'a://',
      ' pwd',
      '-----BEGIN A ',
      'aA1',
      '=',
      ':',
      '://',
      'a:b@',
      'password',
      'password=',
      'password: ',
      '"password":"',
    ],
    ...[
      '{',
      '${',
      '{{',
      '<a>',
      '-p ',
      '--token ',
      "'",
      '\\"',
      'Bearer ',
      'eyJ',
      '-----BEGIN ',
      'a=b;',
      ' $A',
    ],
    ...['mysql -p', '[', '\n', 'TUlJRXhhbXBsZQ', 'a=a=', 'token:\n', '%A', '__A', 'kind: Secret\ndata:\n'],
  ];

  it.each(parts)('A13 %j repeated is read in proportion to its length', (part) => {
    const [once, twice] = [5000, 10_000].map((size) => charactersRead(part.repeat(size / part.length)));
    expect(twice! / once!).toBeLessThan(2.3);
  });

  it.each(['a', 'password=', 'a: ', '-p ', '${'])(
    'A13 1 MB of %j is read a bounded number of times',
    (part) => {
      expect(charactersRead(part.repeat(1_000_000 / part.length))).toBeLessThan(1_000_000 * 500);
    },
  );
});
