import { describe, expect, it } from 'vitest';
import { closedPaths } from './audience.ts';
import type { Values } from './chart.ts';

const marked = { 'x-audience': 'platform' };
const message = 'Only the platform team can set this';

describe('closedPaths()', () => {
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
      'what follows a tuple',
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
    ['a pattern that does not compile', { patternProperties: { '(': marked } }, { a: 1 }, ['a']],
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
  ])('finds %s', (_, schema, values, paths) => {
    expect(closedPaths(schema, values)).toEqual(paths.map((path) => ({ path, message })));
  });

  it.each<[Values]>([[{ pod: null }], [{ pod: 1 }]])(
    'closes an object whose marked key %j would remove',
    (values) => {
      const schema = {
        properties: { pod: { properties: { spec: { properties: { securityContext: marked } } } } },
      };
      expect(closedPaths(schema, values)).toEqual([
        {
          path: 'pod',
          message: 'Would remove pod.spec.securityContext, which only the platform team can set',
        },
      ]);
    },
  );

  it('leaves open what nothing marks, and everything without a schema', () => {
    expect(
      closedPaths({ properties: { a: { properties: { b: marked, c: {} } } } }, { a: { c: 1 }, d: null }),
    ).toEqual([]);
    for (const schema of [
      undefined,
      null,
      true,
      'x',
      { $ref: '#/nowhere' },
      { $ref: 'http://example.com/x.json' },
    ])
      expect(closedPaths(schema, { a: 1 })).toEqual([]);
  });

  it('does not take what every object inherits for a marked property', () => {
    expect(closedPaths({ properties: { a: marked } }, { toString: 1, valueOf: { a: 1 } })).toEqual([]);
  });
});
