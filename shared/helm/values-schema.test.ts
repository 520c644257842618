import { describe, expect, it } from 'vitest';
import type { Values } from './chart.ts';
import { compileValuesSchema, standaloneValidator } from './values-schema.ts';

describe('compileValuesSchema()', () => {
  it('reports everything at once, with value paths and no values', () => {
    const schema = {
      type: 'object',
      required: ['replicas'],
      properties: {
        replicas: { type: 'integer', maximum: 9 },
        image: {
          type: 'object',
          required: ['tag'],
          properties: { tag: { type: 'string', pattern: '^[\\w.\\-]+$' } },
        },
        env: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
        annotations: { type: 'object', additionalProperties: { type: 'string' } },
        host: { type: 'string', format: 'hostname' },
      },
    };
    const values: Values = {
      image: {},
      env: [{ name: 'a' }, { name: 7 }],
      annotations: { 'a.b/c': true },
      host: 'a_b',
    };
    expect(compileValuesSchema(schema)(values)).toEqual([
      { path: 'replicas', message: 'Required' },
      { path: 'image.tag', message: 'Required' },
      { path: 'env[1].name', message: 'Expected a text' },
      { path: 'annotations["a.b/c"]', message: 'Expected a text' },
      { path: 'host', message: 'Does not have the format "hostname"' },
    ]);
    expect(compileValuesSchema(schema)({ replicas: 10, image: { tag: 'x y' } })).toEqual([
      { path: 'replicas', message: 'Too big: expected a number <=9' },
      { path: 'image.tag', message: 'Does not match the pattern ^[\\w.\\-]+$' },
    ]);
    expect(compileValuesSchema(schema)({ replicas: 3, image: { tag: '1.0' } })).toEqual([]);
  });

  it('names the nearest legal key, or lists the few there are, but none of the platform', () => {
    const schema = {
      definitions: {
        image: {
          additionalProperties: false,
          properties: { tag: {}, pullSecret: { 'x-audience': 'platform' } },
        },
      },
      properties: { image: { $ref: '#/definitions/image' } },
    };
    expect(compileValuesSchema(schema)({ image: { tg: '1', name: 'x', pullSecrets: 'y' } })).toEqual([
      { path: 'image.tg', message: 'Unknown key; did you mean "tag"' },
      { path: 'image.name', message: 'Unknown key; the chart has "tag"' },
      { path: 'image.pullSecrets', message: 'Unknown key; the chart has "tag"' },
    ]);
  });

  it('says of alternatives only that none fits', () => {
    const schema = { properties: { port: { anyOf: [{ type: 'integer' }, { type: 'string' }] } } };
    expect(compileValuesSchema(schema)({ port: true })).toEqual([
      { path: 'port', message: "Matches none of the shapes that the chart's schema allows" },
    ]);
  });

  it('says of a key that is not legal one thing, in words of the schema where it has some', () => {
    const names = { maxLength: 9, not: { pattern: '^x' } };
    const schema = {
      properties: { a: { propertyNames: names }, b: { propertyNames: { ...names, description: 'No x' } } },
    };
    expect(compileValuesSchema(schema)({ a: { 'xx-too-long': 1 }, b: { x: 1 } })).toEqual([
      { path: 'a.xx-too-long', message: 'Invalid key' },
      { path: 'b.x', message: 'No x' },
    ]);
  });

  it('says what the schema says of a rule under a condition, or of what may not be', () => {
    const schema = {
      properties: {
        a: { description: 'A number', maximum: 9 },
        b: { not: { const: 1, description: 'Not one' } },
      },
      if: { required: ['b'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { a: { maximum: 5, description: 'At most five beside b' } } },
    };
    expect(
      compileValuesSchema(schema)({ a: 10, b: 1 })
        .map(({ message }) => message)
        .toSorted(),
    ).toEqual(['At most five beside b', 'Not one', 'Too big: expected a number <=9']);
  });

  it('changes no values and fills in no defaults', () => {
    const values = { replicas: '3' };
    compileValuesSchema({ properties: { replicas: { type: 'integer' }, port: { default: 80 } } })(values);
    expect(values).toEqual({ replicas: '3' });
  });

  it.each([
    ['http://json-schema.org/draft-06/schema#', { dependencies: { a: ['b'] } }],
    ['http://json-schema.org/draft-07/schema#', { dependencies: { a: ['b'] } }],
    ['https://json-schema.org/draft/2019-09/schema', { dependentRequired: { a: ['b'] } }],
    [
      'https://json-schema.org/draft/2020-12/schema',
      { $defs: { x: { $anchor: 'x', dependentRequired: { a: ['b'] } } }, $ref: '#x' },
    ],
  ])('knows the dialect %s', ($schema, rest) => {
    expect(compileValuesSchema({ $schema, ...rest })({ a: 1 })).toEqual([
      { path: '', message: 'Needs "b" beside it' },
    ]);
  });

  it('compiles two charts with the same $id', () => {
    const $id = 'https://example.com/values';
    expect(compileValuesSchema({ $id, required: ['a'] })({ b: 1 })).toHaveLength(1);
    expect(compileValuesSchema({ $id, required: ['b'] })({ b: 1 })).toEqual([]);
  });

  it('does not take what every object inherits for a value', () => {
    expect(compileValuesSchema({ required: ['toString'] })({})).toEqual([
      { path: 'toString', message: 'Required' },
    ]);
  });

  it.each([
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, 'unsupported dialect'],
    [{ type: 'nonsense' }, 'cannot be compiled'],
    [{ pattern: '(' }, 'cannot be compiled'],
    ['text', 'is not a JSON Schema'],
    [null, 'is not a JSON Schema'],
  ])('refuses %j', (schema, detail) => {
    expect(() => compileValuesSchema(schema)).toThrow(
      expect.objectContaining({ reason: 'InvalidChart', message: expect.stringContaining(detail) }),
    );
  });
});

describe('standaloneValidator()', () => {
  it('is an ES module that needs no compiler', () => {
    const source = standaloneValidator({
      properties: { replicas: { type: 'integer' }, host: { format: 'hostname' } },
    });
    expect(source).toContain('export default');
    expect(source).not.toMatch(/require\("(?!ajv\/dist\/runtime\/|ajv-formats\/dist\/formats")/);
  });

  it('decides as the compiled schema does', async () => {
    const source = standaloneValidator({
      required: ['a'],
      properties: { a: { type: 'integer' } },
      additionalProperties: false,
    });
    const { default: check } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    expect([check({ a: 1 }), check({ a: 'x' }), check({}), check({ a: 1, b: 2 })]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(check.errors).toMatchObject([{ keyword: 'additionalProperties' }]);
  });
});
