import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { deriveOpenApi, type SchemaNode } from '../../shared/derive/open-api.ts';
import { redact } from '../../shared/errors.ts';
import { findCredential } from '../../shared/promise/credential-rules.ts';
import { quotedValue } from '../../shared/promise/quoted-value.ts';
import { ingressUrls } from '../../shared/release/ingress-urls.ts';
import { printYaml } from '../../shared/yaml/print-yaml.ts';
import { proseOf } from '../language/extract.ts';
import { charts } from '../support/charts.ts';
import { countedPattern } from '../support/count-steps.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

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

const root = join(import.meta.dirname, '..', '..');

/** Quadratic patterns of sources whose texts are short, or that are tried at one position, with the reason. */
const harmless: ReadonlyMap<string, string> = new Map([
  ['shared/printable-value.ts', 'texts of at most 60 characters'],
  ['shared/oci/address-guard.ts', 'valid IP addresses'],
  ['shared/oci/challenge.ts', 'headers, which Node limits to 16 KiB'],
  ['shared/schema/portable-pattern.ts', 'patterns of at most 1,000 characters'],
  ['shared/yaml/read-nodes.ts', 'the position behind a key'],
]);

const sources = ['shared', 'pipelines', 'promises']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));

const patterns = new Map(
  [
    ...definitions.flatMap((definition) => [...patternsOf(deriveOpenApi(definition.schema()))]),
    ...charts.flatMap(({ schema }) => [...chartPatterns(schema)]),
  ].map((pattern) => [pattern, { path: 'schema', pattern: new RegExp(pattern) }]),
);
for (const path of sources)
  for (const pattern of proseOf(readFileSync(join(root, path), 'utf8')).patterns)
    patterns.set(String(pattern), { path, pattern });

/** Returns the worst growth of the steps if a text becomes twice as long, with the text. Linear growth is 2. */
function worstGrowth(pattern: RegExp, lengths: readonly number[]): { growth: number; text: string } {
  const { steps, samples } = countedPattern(pattern);
  // Long lists of words have hundreds of samples; the first and the longest show every kind.
  const hostile = [...new Set(samples)].filter((part) => part !== '');
  const parts = new Set([
    ...['a', 'A', '0', '-', 'a.', 'a=', 'a/', ' ', '/', '.'],
    ...hostile.slice(0, 3),
    ...hostile.slice(-3),
  ]);
  const growthOf = (start: string, part: string, length: number): number => {
    const [once = 0, twice = 0] = [length, length * 2].map((size) =>
      steps(`${start}${part.repeat(Math.ceil(size / part.length))}\u0000`),
    );
    return twice / once;
  };
  let worst = { growth: 0, text: '' };
  for (const part of parts) {
    for (const start of ['', ...hostile.slice(-1)]) {
      // one length after the other, until the growth is linear
      let growth = Number.POSITIVE_INFINITY;
      for (const length of lengths) if (growth >= 2.3) growth = growthOf(start, part, length);
      if (growth > worst.growth) worst = { growth, text: `${start}… ${part}` };
    }
  }
  return worst;
}

describe('attack A13: a long string against every pattern', () => {
  it('A13 reads the patterns from the sources', () => {
    expect(patterns.size).toBeGreaterThan(400);
  });

  it('A13 counts the square for a pattern that backtracks', () => {
    expect(worstGrowth(/[0-9]+x/, [200, 500]).growth).toBeGreaterThan(3.5);
  });

  // a repetition of at most 500 characters grows like a square up to there
  const tested = [...patterns].filter(([, { path }]) => !harmless.has(path));
  it.each(tested)('A13 %s takes steps in proportion to the length', (_, { path, pattern }) => {
    const { growth, text } = worstGrowth(pattern, [200, 1500]);
    expect(growth, `${path}: ${text}`).toBeLessThan(2.3);
  });

  it.each([...harmless])('A13 %s still has a quadratic pattern, which is harmless: %s', (path) => {
    const own = [...patterns.values()].filter((one) => one.path === path);
    expect(Math.max(...own.map(({ pattern }) => worstGrowth(pattern, [200]).growth))).toBeGreaterThan(2.3);
  });
});

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

describe('attack A13: a long string against the redaction of credentials', () => {
  const texts = repeated.concat(['a://', 'ghp_', 'a=', 'token ', 'x:y@', '"', '-----BEGIN ', 'Bearer ']);
  it.each(texts)('A13 %j repeated takes linear time', (part) => {
    const text = part.repeat(200_000 / part.length);
    expect(measureProcessorTime(() => redact(text)).seconds).toBeLessThan(1);
  });
});

describe('attack A13: a value of a million characters', () => {
  it.each<[string, () => unknown]>([
    ['a string that is almost a number is printed', () => printYaml({ a: `${'0'.repeat(1_000_000)}x` })],
    ['colons are quoted in a message', () => quotedValue('0:'.repeat(500_000))],
    [
      'slashes are the path of an ingress',
      () => ingressUrls({ ingress: { host: 'a', path: `${'/'.repeat(1_000_000)}a` } }),
    ],
  ])('A13 %s in linear time', (_, work) => {
    const { seconds, error } = measureProcessorTime(work);
    expect(error).toBeUndefined();
    expect(seconds).toBeLessThan(2);
  });
});

/** Returns how many characters all patterns together read while a text is searched. */
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
    'A13 200 kB of %j are read a bounded number of times',
    (part) => {
      expect(charactersRead(part.repeat(200_000 / part.length))).toBeLessThan(200_000 * 500);
    },
  );
});
