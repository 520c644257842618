import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { goFormats } from './go-formats.ts';
import { keywordMessages } from './values-messages.ts';
import { compileValuesSchema } from './values-schema.ts';

/** Keywords whose errors values-problems.ts reports at a key. */
const keyKeywords = ['required', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'];

/** Keywords that report the errors of the schemas below them, or none. */
const silent = [
  '$async',
  '$anchor',
  '$comment',
  '$defs',
  '$dynamicAnchor',
  '$dynamicRef',
  '$id',
  '$recursiveAnchor',
  '$recursiveRef',
  '$ref',
  '$schema',
  '$vocabulary',
  'allOf',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  'default',
  'definitions',
  'dependentSchemas',
  'deprecated',
  'description',
  'else',
  'examples',
  'id',
  'if',
  'nullable',
  'patternProperties',
  'prefixItems',
  'properties',
  'readOnly',
  'then',
  'title',
  'writeOnly',
];

describe('keywordMessages', () => {
  it('has a message for every keyword that the compiler can report', () => {
    const keywords = [new Ajv(), new Ajv2019(), new Ajv2020()].flatMap(({ RULES }) =>
      Object.keys(RULES.keywords),
    );
    expect(keywords.length).toBeGreaterThan(100);
    const known = new Set([...Object.keys(keywordMessages), ...keyKeywords, ...silent]);
    expect(keywords.filter((keyword) => !known.has(keyword))).toEqual([]);
  });

  it.each<[string, object, unknown, string]>([
    ['type', { type: 'integer' }, '3', 'Expected an integer, found the string "3"; remove the quotes'],
    ['type', { type: 'boolean' }, 'true', 'Expected a boolean, found the string "true"; remove the quotes'],
    ['type', { type: 'string' }, 8, 'Expected a string, found the number 8; add quotes'],
    [
      'type',
      { type: ['string', 'null'] },
      { a: 1 },
      'Expected a string or null, found an object; write one string',
    ],
    ['type', { type: 'object' }, [1], 'Expected an object, found a list; write one object, without "-"'],
    [
      'enum',
      { enum: ['IfNotPresent', 'Always'] },
      'ifnotpresent',
      'Unsupported value "ifnotpresent"; did you mean "IfNotPresent"? Supported: "IfNotPresent", "Always"',
    ],
    ['enum', { enum: [1, 2] }, 3, 'Unsupported value 3; supported: 1, 2'],
    ['const', { const: true }, false, 'Unsupported value false; supported: true'],
    ['minimum', { minimum: 1 }, 0, '0 is below the minimum of 1'],
    ['maximum', { maximum: 65535 }, 80800, '80800 is above the maximum of 65535'],
    ['exclusiveMinimum', { exclusiveMinimum: 0 }, 0, '0 must be greater than 0'],
    ['exclusiveMaximum', { exclusiveMaximum: 9 }, 9, '9 must be less than 9'],
    ['multipleOf', { multipleOf: 5 }, 7, '7 is not a multiple of 5'],
    ['minLength', { minLength: 1 }, '', 'Must not be empty; set a value'],
    ['maxLength', { maxLength: 3 }, 'abcd', 'Must have at most 3 characters'],
    ['minItems', { minItems: 2 }, [1], 'Must have at least 2 items'],
    ['maxItems', { maxItems: 1 }, [1, 2], 'Must have at most 1 item'],
    ['minProperties', { minProperties: 2 }, { a: 1 }, 'Must have at least 2 keys'],
    ['maxProperties', { maxProperties: 0 }, { a: 1 }, 'Must be empty'],
    ['additionalItems', { items: [{}], additionalItems: false }, [1, 2], 'Must have at most 1 item'],
    ['uniqueItems', { uniqueItems: true }, [1, 2, 1], 'Items 0 and 2 are equal; remove one of them'],
    [
      'contains',
      { contains: { const: 1 } },
      [2],
      "Must have at least 1 of the items that the chart's schema requires",
    ],
    [
      'pattern',
      { pattern: '^[0-9]+Mi$', description: 'Memory' },
      '512MB',
      'Invalid value "512MB"; expected: Memory',
    ],
    [
      'pattern',
      { pattern: '^[0-9]+Mi$', examples: ['512Mi'] },
      '512MB',
      'Invalid value "512MB"; expected: a value such as "512Mi"',
    ],
    [
      'pattern',
      { pattern: '^[0-9]+Mi$' },
      '512MB',
      'Invalid value "512MB"; see the chart\'s values.schema.json',
    ],
    ['format', { format: 'hostname' }, 'a_b', '"a_b" is not a host name'],
    [
      'anyOf',
      { anyOf: [{ type: 'integer' }, { type: 'string' }] },
      true,
      'Expected an integer or a string, found true; add quotes',
    ],
    [
      'anyOf',
      { anyOf: [{ type: 'integer' }, { pattern: '^x' }], description: 'A port' },
      'y',
      'Invalid value "y"; expected: A port',
    ],
    [
      'oneOf',
      { oneOf: [{ type: 'integer' }, { type: 'number' }] },
      1,
      'Expected an integer or a number, found the number 1',
    ],
    ['not', { not: { const: 1 } }, 1, "Value 1 is not allowed by the chart's schema"],
    ['dependencies', { dependencies: { a: ['b'] } }, { a: 1 }, '"b" is required if "a" is set'],
  ])('%s: %j refuses %j', (keyword, schema, value, message) => {
    const draft = keyword === 'format' ? 'draft-07' : 'draft/2019-09';
    const $schema = `https://json-schema.org/${draft}/schema`;
    expect(compileValuesSchema({ $schema, properties: { a: schema } })({ a: value as never })).toEqual([
      { path: 'a', message },
    ]);
  });

  it('reports a value that the schema forbids', () => {
    expect(compileValuesSchema({ properties: { a: false } })({ a: 1 })).toEqual([
      { path: 'a', message: "Not allowed by the chart's schema" },
    ]);
  });

  it('describes every format that is checked', () => {
    for (const format of [...Object.keys(goFormats), 'regex']) {
      const message = keywordMessages['format']?.({
        params: { format },
        shown: '"x"',
        value: 'x',
        description: undefined,
        schema: {},
      });
      expect(message).toMatch(/^"x" is not (a|an)\b/);
    }
  });
});
