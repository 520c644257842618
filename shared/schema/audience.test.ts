import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { platformOnlyProblems } from './audience.ts';

const marked = { 'x-audience': 'platform' };
const message = 'Only the platform team can set this';

describe('platformOnlyProblems()', () => {
  it.each<[string, object, Values, string[]]>([
    ['a property', { properties: { a: marked, b: {} } }, { a: 1, b: 2 }, ['a']],
    [
      'paths below a marked property, once',
      { properties: { a: { ...marked, properties: { b: {} } } } },
      { a: { b: { c: 1 } } },
      ['a'],
    ],
    [
      'a property of list items',
      { properties: { l: { items: { properties: { a: marked } } } } },
      { l: [{}, { a: 1 }] },
      ['l[1].a'],
    ],
    ['an item of a tuple', { properties: { l: { items: [{}, marked] } } }, { l: [1, 2, 3] }, ['l[1]']],
    [
      'an item after a tuple',
      { properties: { l: { prefixItems: [{}], items: marked } } },
      { l: [1, 2] },
      ['l[1]'],
    ],
    [
      'allOf, anyOf and oneOf',
      { allOf: [{ properties: { a: marked } }], anyOf: [{ oneOf: [{ properties: { b: marked } }] }] },
      { a: 1, b: 1 },
      ['a', 'b'],
    ],
    [
      'if, then and else',
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      { if: {}, then: { properties: { a: marked } }, else: { properties: { b: marked } } },
      { a: 1, b: 1 },
      ['a', 'b'],
    ],
    ['dependencies', { dependencies: { b: { properties: { a: marked } } } }, { a: 1 }, ['a']],
    ['additionalProperties', { properties: { a: {} }, additionalProperties: marked }, { a: 1, b: 1 }, ['b']],
    ['patternProperties', { patternProperties: { '^x-': marked } }, { 'x-a': 1, b: 1 }, ['x-a']],
    ['an invalid pattern', { patternProperties: { '(': marked } }, { a: 1 }, ['a']],
    [
      'a local $ref',
      { $ref: '#/definitions/a~1b', definitions: { 'a/b': { properties: { a: marked } } } },
      { a: 1 },
      ['a'],
    ],
    [
      'a $ref to an anchor',
      { properties: { p: { $ref: '#q' } }, $defs: { x: { $anchor: 'q', properties: { a: marked } } } },
      { p: { a: 1 } },
      ['p.a'],
    ],
    [
      'a $ref in a circle',
      { properties: { p: { $ref: '#' }, a: marked } },
      { p: { p: { a: 1 } } },
      ['p.p.a'],
    ],
  ])('reports %s', (_, schema, values, paths) => {
    expect(platformOnlyProblems({ schema }, values)).toEqual(paths.map((path) => ({ path, message })));
  });

  it.each<[Values]>([[{ pod: null }], [{ pod: 1 }]])(
    'reports %j, which would remove a marked key',
    (values) => {
      const schema = {
        properties: { pod: { properties: { spec: { properties: { securityContext: marked } } } } },
      };
      expect(platformOnlyProblems({ schema }, values)).toEqual([
        {
          path: 'pod',
          message: 'Would remove pod.spec.securityContext, which only the platform team can set',
        },
      ]);
    },
  );

  it('accepts unmarked values, and all values without a schema', () => {
    expect(
      platformOnlyProblems(
        { schema: { properties: { a: { properties: { b: marked, c: {} } } } } },
        { a: { c: 1 }, d: null },
      ),
    ).toEqual([]);
    for (const schema of [
      undefined,
      null,
      true,
      'x',
      { $ref: '#/nowhere' },
      { $ref: 'http://example.com/x.json' },
    ])
      expect(platformOnlyProblems({ schema }, { a: 1 })).toEqual([]);
  });

  it('ignores inherited properties', () => {
    expect(
      platformOnlyProblems({ schema: { properties: { a: marked } } }, { toString: 1, valueOf: { a: 1 } }),
    ).toEqual([]);
  });
});
