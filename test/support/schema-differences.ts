import type { Values } from '../../shared/helm/chart.ts';

/** Verdict on a schema and values: `unusable` if the schema cannot be compiled. */
export type Verdict = 'valid' | 'invalid' | 'unusable';

/** Difference between ajv and Helm, with an example that shows it. */
export interface SchemaDifference {
  readonly keyword: string;
  /** Behaviour of ajv alone. */
  readonly ajv: string;
  /** Behaviour of Helm 4. */
  readonly helm: string;
  /** Part of shared/schema that makes ajv do the same. */
  readonly bridge: string;
  readonly schema: unknown;
  readonly values: Values;
  readonly verdict: Verdict;
}

const draft = (name: string) => `http://json-schema.org/${name}/schema#`;
const draft04 = draft('draft-04');
const draft06 = draft('draft-06');
const draft07 = draft('draft-07');
const draft2019 = 'https://json-schema.org/draft/2019-09/schema';
const property = (schema: unknown, $schema?: string) => ({
  ...($schema === undefined ? {} : { $schema }),
  properties: { a: schema },
});

type Row = [
  texts: { keyword: string; ajv: string; helm: string; bridge: string },
  ...examples: [schema: unknown, values: Values, verdict: Verdict][],
];

const rows: readonly Row[] = [
  [
    {
      keyword: '$schema',
      ajv: 'does not know draft-04, and tells http and https URLs apart',
      helm: 'reads draft-04, and either URL with or without a fragment',
      bridge: 'draftOfURL()',
    },
    [property({ type: 'integer' }, 'https://json-schema.org/draft-07/schema'), { a: 'x' }, 'invalid'],
    [property({ type: 'integer' }, 'http://json-schema.org/draft/2020-12/schema#'), { a: 'x' }, 'invalid'],
    [property({ type: 'integer' }, 'https://json-schema.org/schema'), { a: 'x' }, 'invalid'],
    [property({ maximum: 3, exclusiveMaximum: true }, draft04), { a: 3 }, 'invalid'],
    [{ $schema: 'draft-07' }, {}, 'unusable'],
  ],
  [
    { keyword: '$schema', ajv: 'defaults to draft-07', helm: 'defaults to 2020-12', bridge: 'defaultDraft' },
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, 'invalid'],
    [property({ items: [{ type: 'string' }] }), { a: [1] }, 'unusable'],
  ],
  [
    {
      keyword: '$schema',
      ajv: 'uses one draft for the document',
      helm: 'uses the draft of each schema with $id',
      bridge: 'SchemaDocument, checkDrafts()',
    },
    [
      property({ $id: 'https://example.com/a', $schema: draft07, items: [{ type: 'string' }] }),
      { a: [1] },
      'invalid',
    ],
    [property({ $schema: draft07, items: [{ type: 'string' }] }), { a: [1] }, 'unusable'],
  ],
  [
    {
      keyword: '(metaschema)',
      ajv: 'does not assert formats of metaschemas, accepts more in draft-06',
      helm: 'refuses invalid URLs and patterns',
      bridge: 'checkMetaschema()',
    },
    [{ $id: 'http://[' }, {}, 'unusable'],
    [{ $schema: draft07, writeOnly: 1 }, {}, 'unusable'],
    [{ $schema: draft06, examples: 1 }, {}, 'valid'],
    [{ $schema: draft04, enum: [1, 1.0] }, {}, 'unusable'],
    [{ enum: ['a', 'a'] }, {}, 'invalid'],
    [{ required: ['a', 'a'] }, {}, 'unusable'],
    [property({ type: 'int' }), {}, 'unusable'],
  ],
  [
    {
      keyword: '$ref',
      ajv: 'checks keywords beside it in every draft',
      helm: 'ignores them up to draft-07, except const',
      bridge: 'subschemas(), Printer',
    },
    [
      {
        ...property({ $ref: '#/definitions/s', maxLength: 1 }, draft07),
        definitions: { s: { type: 'string' } },
      },
      { a: 'abc' },
      'valid',
    ],
    [
      {
        ...property({ $ref: '#/definitions/s', const: 'x' }, draft07),
        definitions: { s: { type: 'string' } },
      },
      { a: 'abc' },
      'invalid',
    ],
    [
      { ...property({ $ref: '#/definitions/s', maxLength: 1 }), definitions: { s: { type: 'string' } } },
      { a: 'abc' },
      'invalid',
    ],
  ],
  [
    {
      keyword: '$ref',
      ajv: 'throws for URNs and for other documents',
      helm: 'allows everything for a URN, and finds no other document',
      bridge: 'SchemaDocument.resolve()',
    },
    [property({ $ref: 'urn:example:a' }), { a: 1 }, 'valid'],
    [property({ $ref: 'urn:example:a#/b' }), { a: 1 }, 'unusable'],
    [property({ $ref: 'other.json' }), { a: 1 }, 'unusable'],
    [property({ $ref: '#/$defs/missing' }), { a: 1 }, 'unusable'],
    [
      { ...property({ $ref: '/x#/$defs/s' }), $id: 'https://example.com/x', $defs: { s: false } },
      { a: 1 },
      'invalid',
    ],
    [{ ...property({ $ref: '#s' }), $defs: { s: { $anchor: 's', type: 'string' } } }, { a: 1 }, 'invalid'],
    [{ ...property({ $ref: '#/x-parts/s' }), 'x-parts': { s: { type: 'string' } } }, { a: 1 }, 'invalid'],
    [{ ...property({ $ref: '#/x-parts/s' }), 'x-parts': { s: { type: 'int' } } }, { a: 1 }, 'unusable'],
  ],
  [
    {
      keyword: '$ref',
      ajv: 'never returns if a schema applies itself to the same value',
      helm: 'refuses the value there',
      bridge: 'cyclicNodes(), Printer',
    },
    [{ $ref: '#' }, {}, 'invalid'],
    [{ not: { $ref: '#' } }, {}, 'valid'],
    [
      {
        ...property({ $ref: '#/$defs/x' }),
        $defs: { x: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/x' }] } },
      },
      { a: 'x' },
      'valid',
    ],
    [property({ $ref: '#' }), { a: { a: {} } }, 'valid'],
  ],
  [
    {
      keyword: '$dynamicRef',
      ajv: 'resolves it in its own way',
      helm: 'resolves it like $ref if only one anchor has the name',
      bridge: 'GraphReader',
    },
    [
      { ...property({ $dynamicRef: '#s' }), $defs: { s: { $dynamicAnchor: 's', type: 'string' } } },
      { a: 1 },
      'invalid',
    ],
    [
      { $schema: draft2019, type: 'object', additionalProperties: { $recursiveRef: '#' } },
      { a: { b: 1 } },
      'invalid',
    ],
  ],
  [
    {
      keyword: '$id',
      ajv: 'reads it as an identifier everywhere',
      helm: 'reads a fragment as an anchor up to draft-07, and refuses it later',
      bridge: 'SchemaDocument',
    },
    [
      { ...property({ $ref: '#s' }, draft07), definitions: { s: { $id: '#s', type: 'string' } } },
      { a: 1 },
      'invalid',
    ],
    [{ ...property({}), $defs: { s: { $id: '#s' } } }, { a: 1 }, 'unusable'],
    [{ $defs: { a: { $id: 'x' }, b: { $id: 'x' } } }, {}, 'unusable'],
    [{ properties: { $id: { type: 'string' } } }, { $id: 1 }, 'invalid'],
  ],
  [
    {
      keyword: 'format',
      ajv: 'asserts it in every draft',
      helm: 'asserts it up to draft-07',
      bridge: 'assertions()',
    },
    [property({ format: 'uri' }), { a: '' }, 'valid'],
    [property({ format: 'uri' }, draft2019), { a: '' }, 'valid'],
    [property({ format: 'uri' }, draft07), { a: '' }, 'invalid'],
  ],
  [
    {
      keyword: 'format',
      ajv: 'throws for an unknown one, and knows others',
      helm: 'ignores an unknown one, and has its own rules',
      bridge: 'goFormats',
    },
    [property({ format: 'int32' }, draft07), { a: 2 ** 40 }, 'valid'],
    [property({ format: 'byte' }, draft07), { a: '?' }, 'valid'],
    [property({ format: 'x' }, draft07), { a: '?' }, 'valid'],
    [property({ format: 'semver' }, draft07), { a: '1.02.3' }, 'invalid'],
    [property({ format: 'period' }, draft07), { a: 'P1D' }, 'invalid'],
    [property({ format: 'ipv4' }, draft07), { a: '1.2.3.+4' }, 'valid'],
    [property({ format: 'hostname' }, draft07), { a: 'example.com.' }, 'valid'],
    [property({ format: 'uri' }, draft07), { a: 'http://a b/' }, 'invalid'],
    [property({ format: 'uri' }, draft07), { a: 'http://h/a b' }, 'valid'],
    [property({ format: 'date-time' }, draft07), { a: '2020-02-29t23:59:60z' }, 'valid'],
    [property({ format: 'regex' }, draft07), { a: '(?=a)' }, 'invalid'],
    [property({ format: 'email' }, draft07), { a: '"a b"@c.d' }, 'valid'],
  ],
  [
    {
      keyword: 'pattern',
      ajv: 'matches as JavaScript, with backtracking',
      helm: 'matches as Go',
      bridge: 'compileGoPattern()',
    },
    [property({ pattern: '^[[:alnum:]]+$' }), { a: 'ab1' }, 'valid'],
    [property({ pattern: '^\\p{L}+$' }), { a: 'é' }, 'valid'],
    [property({ pattern: '\\Aab\\z' }), { a: 'ab' }, 'valid'],
    [property({ pattern: '^\\Qa.b\\E$' }), { a: 'axb' }, 'invalid'],
    [property({ pattern: '^\\S+$' }), { a: 'a\u00a0b' }, 'valid'],
    [property({ pattern: '(?i)^abc$' }), { a: 'ABC' }, 'valid'],
    [property({ pattern: '(?P<x>a)' }), { a: 'a' }, 'valid'],
    [property({ pattern: '^\\x{41}$' }), { a: 'A' }, 'valid'],
    [property({ pattern: '^.$' }), { a: '😀' }, 'valid'],
    [property({ pattern: '(?=a)' }), { a: 'a' }, 'unusable'],
    [property({ pattern: '(a)\\1' }), { a: 'aa' }, 'unusable'],
    [{ $schema: draft04, patternProperties: { '(?!a)': {} } }, {}, 'unusable'],
    [{ patternProperties: { '^[[:digit:]]+$': { type: 'string' } } }, { '12': 1 }, 'invalid'],
  ],
  [
    {
      keyword: 'multipleOf',
      ajv: 'divides binary fractions',
      helm: 'divides exact decimals',
      bridge: 'isMultipleOf()',
    },
    [property({ multipleOf: 0.1 }), { a: 0.3 }, 'valid'],
    [property({ multipleOf: 0.01 }), { a: 1.015 }, 'invalid'],
    [property({ multipleOf: 3 }), { a: 1e300 }, 'invalid'],
  ],
  [
    {
      keyword: 'enum, const, uniqueItems',
      ajv: 'calls methods of the values',
      helm: 'compares JSON values',
      bridge: 'replaceComparisons()',
    },
    [property({ const: [{ toString: 1 }] }), { a: [{ toString: 1 }] }, 'valid'],
    [property({ uniqueItems: true }), { a: [{ valueOf: 1 }, { valueOf: 1 }] }, 'invalid'],
    [property({ enum: [{ b: 1, c: 2 }] }), { a: { c: 2, b: 1 } }, 'valid'],
    [property({ const: 1.0 }), { a: 1 }, 'valid'],
    [property({ enum: [] }), { a: 1 }, 'invalid'],
  ],
  [
    {
      keyword: 'required',
      ajv: 'ignores an empty key',
      helm: 'requires it like any other key',
      bridge: 'replaceRequired()',
    },
    [{ not: { required: [''] } }, { a: 1 }, 'valid'],
    [{ dependencies: { a: [''] } }, { a: 1 }, 'invalid'],
    [{ not: { dependentRequired: { a: [''] } } }, { a: 1 }, 'valid'],
  ],
  [
    {
      keyword: 'required',
      ajv: 'accepts inherited keys by default',
      helm: 'has no inherited keys',
      bridge: 'ownProperties',
    },
    [{ required: ['toString'] }, {}, 'invalid'],
  ],
  [
    {
      keyword: 'items, prefixItems, additionalItems',
      ajv: 'reads each as its draft says',
      helm: 'does the same, and ignores additionalItems without a list',
      bridge: 'subschemas()',
    },
    [property({ items: [{ type: 'string' }], additionalItems: false }, draft07), { a: ['x', 1] }, 'invalid'],
    [property({ items: {}, additionalItems: false }, draft07), { a: ['x', 1] }, 'valid'],
    [property({ prefixItems: [{ type: 'string' }] }, draft07), { a: [1] }, 'valid'],
    [property({ prefixItems: [{ type: 'string' }], items: false }), { a: ['x', 1] }, 'invalid'],
  ],
  [
    {
      keyword: 'minContains, const, if, propertyNames',
      ajv: 'knows them in older drafts too',
      helm: 'knows each from its own draft on',
      bridge: 'assertions(), subschemas()',
    },
    [property({ contains: { const: 1 }, minContains: 2 }, draft07), { a: [1] }, 'valid'],
    [property({ contains: { const: 1 }, minContains: 2 }), { a: [1] }, 'invalid'],
    [property({ const: 1 }, draft04), { a: 2 }, 'valid'],
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    [{ $schema: draft06, if: true, else: true, then: false }, {}, 'valid'],
    [{ $schema: draft04, propertyNames: false }, { a: 1 }, 'valid'],
  ],
  [
    { keyword: 'dependencies', ajv: 'knows it in every draft', helm: 'does the same', bridge: '(none)' },
    [{ dependencies: { a: ['b'] } }, { a: 1 }, 'invalid'],
    [{ dependencies: { a: { required: ['b'] } } }, { a: 1 }, 'invalid'],
  ],
  [
    {
      keyword: 'unevaluatedProperties',
      ajv: 'counts the keys of a failed `if`',
      helm: 'does not',
      bridge: 'SchemaEvaluation',
    },
    [{ if: { properties: { a: { const: 1 } } }, unevaluatedProperties: false }, { a: 2 }, 'invalid'],
    [{ anyOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { a: 1, b: 1 }, 'invalid'],
    [{ allOf: [{ patternProperties: { '^a': true } }], unevaluatedProperties: false }, { ab: 1 }, 'valid'],
  ],
  [
    {
      keyword: 'unevaluatedItems',
      ajv: 'counts all items beside `contains` as evaluated',
      helm: 'counts only the matching ones, from 2020-12',
      bridge: 'SchemaEvaluation',
    },
    [property({ contains: { const: 1 }, unevaluatedItems: false }), { a: [1, 2] }, 'invalid'],
    [property({ contains: { const: 1 }, unevaluatedItems: false }), { a: [1, 1] }, 'valid'],
    [property({ contains: { const: 1 }, unevaluatedItems: false }, draft2019), { a: [1, 1] }, 'invalid'],
  ],
  [
    {
      keyword: 'nullable, discriminator',
      ajv: 'knows these keywords of OpenAPI',
      helm: 'ignores them',
      bridge: 'assertions()',
    },
    [property({ type: 'string', nullable: true }), { a: null }, 'invalid'],
  ],
  [
    {
      keyword: 'contentEncoding, contentMediaType',
      ajv: 'ignores them',
      helm: 'does the same',
      bridge: '(none)',
    },
    [property({ contentEncoding: 'base64', contentMediaType: 'application/json' }), { a: '?' }, 'valid'],
  ],
  [
    {
      keyword: 'then, else',
      ajv: 'compiles both',
      helm: 'ignores the one that a boolean `if` excludes',
      bridge: 'subschemas()',
    },
    [{ if: true, else: { $ref: '#/missing' } }, {}, 'valid'],
    [{ if: {}, else: { $ref: '#/missing' } }, {}, 'unusable'],
  ],
  [
    { keyword: 'type', ajv: 'accepts 1.0 as an integer', helm: 'does the same', bridge: '(none)' },
    [property({ type: 'integer' }), { a: 1.0 }, 'valid'],
    [property({ type: 'integer' }), { a: 1e21 }, 'valid'],
    [property({ type: 'integer' }), { a: 1.5 }, 'invalid'],
  ],
  [
    {
      keyword: 'unevaluatedProperties',
      ajv: 'never returns if the verdict of a schema depends on itself',
      helm: 'refuses the value there',
      bridge: 'withoutLoops()',
    },
    [
      {
        $ref: '#/$defs/y',
        $defs: {
          x: {
            unevaluatedProperties: false,
            // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
            then: { type: 'array', anyOf: [{ $ref: '#/$defs/y' }] },
            if: { minItems: 2 },
          },
          y: { dependencies: { a: { $ref: '#/$defs/x' } } },
        },
      },
      { a: 1 },
      'invalid',
    ],
  ],
  [
    { keyword: 'minLength, maxLength', ajv: 'counts code points', helm: 'does the same', bridge: '(none)' },
    [property({ maxLength: 1 }), { a: '😀' }, 'valid'],
    [property({ minLength: 2 }), { a: '😀' }, 'invalid'],
  ],
];

/** Table of all differences, one entry for each example. A test of shared/schema checks our verdict, and `make verify-charts` Helm's. */
export const schemaDifferences: readonly SchemaDifference[] = rows.flatMap(([texts, ...examples]) =>
  examples.map(([schema, values, verdict]) => ({ ...texts, schema, values, verdict })),
);
