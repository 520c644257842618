import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileGoPattern } from './go-pattern.ts';
import { toPortablePattern } from './portable-pattern.ts';
import { patternsOf } from './schema-guard.ts';
import { SchemaMeter } from './schema-meter.ts';

const promises = join(import.meta.dirname, '../../promises');
const own = readdirSync(promises, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    try {
      return [
        ...patternsOf(JSON.parse(readFileSync(join(promises, name, 'chart/values.schema.json'), 'utf8'))),
      ];
    } catch {
      return [];
    }
  });

const texts = [
  ...[
    '',
    'a',
    'a-b',
    'a.b',
    '-',
    'A1',
    '1.5Gi',
    '10m',
    '/a b',
    '/a',
    'a\u00a0b',
    'a\nb',
    'é',
    '😀',
    'a_b',
    '*.a.b',
    '16.4',
  ],
  ...[
    'https://a.b/c',
    's3://a/b',
    'sha256:0',
    '*/5 * * * *',
    'a/b:c',
    'argocd.argoproj.io/x',
    '\u2028',
    '\v',
    '\r',
    'a$',
  ],
];

describe('toPortablePattern()', () => {
  it.each([...new Set(own), '.', '\\s', '[^\\s]', '^\\S+$', '\\_\\-', '[\\[a-]', 'a{1,2}?'])(
    'matches what Go matches: %s',
    (pattern) => {
      const javaScript = new RegExp(toPortablePattern(pattern), 'u');
      const go = compileGoPattern(pattern, new SchemaMeter());
      expect(texts.filter((text) => javaScript.test(text))).toEqual(texts.filter((text) => go.test(text)));
    },
  );

  it.each(['[[:alpha:]]', '\\p{L}', '(?i)a', '(?=a)', '[]a]', '\\A', 'a{,2}', '[\\S]', '\\1'])(
    'refuses %s',
    (pattern) => {
      expect(() => toPortablePattern(pattern)).toThrow('differently');
    },
  );
});
