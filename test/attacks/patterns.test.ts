import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { deriveOpenApi, type SchemaNode } from '../../shared/derive/open-api.ts';
import { redact } from '../../shared/errors.ts';
import { looksLikeCredential } from '../../shared/promise/credential-rules.ts';
import { charts } from '../support/charts.ts';

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

describe('attack A13: a long string against the search for credentials', () => {
  const texts = repeated.concat(['a://', 'ghp_', 'a=', 'token ', 'x:y@', '"', '-----BEGIN ', 'Bearer ']);
  it.each(texts)('A13 %j repeated takes linear time', (part) => {
    const text = part.repeat(200_000 / part.length);
    const started = performance.now();
    looksLikeCredential('note', text);
    redact(text);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
