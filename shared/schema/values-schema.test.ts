import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { compileValuesSchema, standaloneValidator } from './values-schema.ts';

describe('compileValuesSchema()', () => {
  it('reports every problem with its path and the value found', () => {
    const schema = {
      type: 'object',
      required: ['replicas'],
      properties: {
        replicas: { type: 'integer', maximum: 9 },
        image: {
          type: 'object',
          required: ['tag'],
          properties: { tag: { description: 'Tag of the image', type: 'string', pattern: '^[\\w.\\-]+$' } },
        },
        env: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
        annotations: { type: 'object', additionalProperties: { type: 'string' } },
        host: { type: 'string', format: 'hostname' },
      },
      $schema: 'http://json-schema.org/draft-07/schema#',
    };
    const values: Values = {
      image: {},
      env: [{ name: 'a' }, { name: 7 }],
      annotations: { 'a.b/c': true },
      host: 'a_b',
    };
    expect(compileValuesSchema(schema)(values)).toEqual([
      { path: 'replicas', message: 'Required: expected an integer' },
      { path: 'image.tag', message: 'Required: Tag of the image' },
      { path: 'env[1].name', message: 'Expected a string, found the number 7; add quotes' },
      { path: 'annotations["a.b/c"]', message: 'Expected a string, found true; add quotes' },
      { path: 'host', message: '"a_b" is not a host name' },
    ]);
    expect(compileValuesSchema(schema)({ replicas: 10, image: { tag: 'x y' } })).toEqual([
      { path: 'replicas', message: '10 is above the maximum of 9' },
      { path: 'image.tag', message: 'Invalid value "x y"; expected: Tag of the image' },
    ]);
    expect(compileValuesSchema(schema)({ replicas: 3, image: { tag: '1.0' } })).toEqual([]);
  });

  it('suggests the nearest key, or lists the keys that a request may set', () => {
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
      { path: 'image.tg', message: 'Unknown key; did you mean "tag"?' },
      { path: 'image.name', message: 'Unknown key; supported: tag' },
      { path: 'image.pullSecrets', message: 'Unknown key; supported: tag' },
    ]);
  });

  it('reports alternatives as one problem with their types', () => {
    const schema = { properties: { port: { anyOf: [{ type: 'integer' }, { type: 'string' }] } } };
    expect(compileValuesSchema(schema)({ port: true })).toEqual([
      { path: 'port', message: 'Expected an integer or a string, found true; add quotes' },
    ]);
  });

  it('reports an invalid key as one problem, with the description of the schema', () => {
    const names = { maxLength: 9, not: { pattern: '^x' } };
    const schema = {
      properties: { a: { propertyNames: names }, b: { propertyNames: { ...names, description: 'No x' } } },
    };
    expect(compileValuesSchema(schema)({ a: { 'xx-too-long': 1 }, b: { x: 1 } })).toEqual([
      { path: 'a.xx-too-long', message: 'Invalid key' },
      { path: 'b.x', message: 'Invalid key: No x' },
    ]);
  });

  it('reports a conditional rule or a forbidden value with its description', () => {
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
    ).toEqual(['10 is above the maximum of 9', 'At most five beside b', 'Not one']);
  });

  it('counts errors below a schema that ends at its first error', () => {
    const isOne = { properties: { a: { minimum: 1, maximum: 1, type: 'integer' } }, required: ['a'] };
    const validate = compileValuesSchema({ properties: { x: { items: { not: { not: isOne } } } } });
    expect(validate({ x: [{ a: 1 }, { a: 1 }] })).toEqual([]);
    expect(validate({ x: [{ a: 1 }, { a: 0 }, {}] }).map(({ path }) => path)).toEqual(['x[1]', 'x[2]']);
  });

  it('hides a value that may be secret', () => {
    const schema = { properties: { dbPassword: { type: 'integer' }, note: { pattern: '^$' } } };
    const values = { dbPassword: 'canary', note: 'https://bot:canary@example.com' };
    expect(JSON.stringify(compileValuesSchema(schema)(values))).not.toContain('canary');
  });

  it('does not mutate values or fill in defaults', () => {
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
  ])('supports the dialect %s', ($schema, rest) => {
    expect(compileValuesSchema({ $schema, ...rest })({ a: 1 })).toEqual([
      { path: '', message: '"b" is required if "a" is set' },
    ]);
  });

  it('compiles two charts with the same $id', () => {
    const $id = 'https://example.com/values';
    expect(compileValuesSchema({ $id, required: ['a'] })({ b: 1 })).toHaveLength(1);
    expect(compileValuesSchema({ $id, required: ['b'] })({ b: 1 })).toEqual([]);
  });

  it('reports a missing key that objects inherit', () => {
    expect(compileValuesSchema({ required: ['toString'] })({})).toEqual([
      { path: 'toString', message: 'Required: set a value' },
    ]);
  });

  it.each([
    [
      { $schema: 'http://json-schema.org/draft-05/schema#' },
      '"$schema" at #: "http://json-schema.org/draft-05/schema#" is not a supported draft',
    ],
    [{ type: 'nonsense' }, '"type" at #: Unsupported value "nonsense"; supported: "array"'],
    [
      { properties: { a: { pattern: '(?!a)' } } },
      '"pattern" at #/properties/a: error parsing regexp: invalid or unsupported Perl syntax: `(?!`; Go has no lookaround',
    ],
    [
      { items: { patternProperties: { '(': {} } } },
      '"(" at #/items/patternProperties: error parsing regexp: missing closing ): `(`',
    ],
    [
      { $schema: 'http://json-schema.org/draft-04/schema#', enum: [1, 1] },
      '"enum" at #: Items 0 and 1 are equal',
    ],
    [{ items: [{}] }, '"items" at #: Expected an object or a boolean, found a list'],
    [{ $ref: '#/definitions/a' }, '"$ref" at #: nothing is at "#/definitions/a"'],
    [{ $ref: 'other.json' }, '"$ref" at #: "other.json" refers to a file that no chart has'],
    [{ $id: '#a' }, '"$id" at #'],
    [{ minLength: -1 }, '"minLength" at #: -1 is below the minimum of 0'],
    [
      { properties: { 'a/b': { $anchor: 'x' }, c: { $anchor: 'x' } } },
      '"$anchor" at #/properties/c: the schema at #/properties/a~1b has the same one',
    ],
    ['text', 'is not a JSON Schema'],
    [null, 'is not a JSON Schema'],
  ])('refuses %j', (schema, detail) => {
    expect(() => compileValuesSchema(schema)).toThrow(
      expect.objectContaining({ reason: 'InvalidChart', message: expect.stringContaining(detail) }),
    );
  });
});

describe('standaloneValidator()', () => {
  it('returns an ES module without a dependency on the compiler', () => {
    const source = standaloneValidator({
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: {
        replicas: { type: 'integer' },
        host: { format: 'hostname' },
        list: { uniqueItems: true },
      },
    });
    expect(source).toContain('export default');
    expect(source).not.toMatch(
      /require\("(?!ajv\/dist\/runtime\/ucs2length|\.\/(?:go-formats|json-equality)\.ts")/,
    );
  });

  it('returns the same results as the compiled schema', async () => {
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

  it('returns the paths of the whole schema, also for a part that has a function of its own', async () => {
    const part = { type: 'string', enum: Array.from({ length: 60 }, (_, index) => `choice-${index}`) };
    const list = { type: 'array', items: { type: 'object', properties: { 'a/b': part } } };
    const source = standaloneValidator({
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { list, part },
    });
    const { default: check } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    expect(check({ list: [{ 'a/b': 'b' }, 1], part: 1 })).toBe(false);
    const paths = check.errors.map(({ schemaPath }: { schemaPath: string }) => schemaPath);
    const first = '#/properties/list/items/properties/a~1b';
    expect(paths).toEqual([
      `${first}/enum`,
      '#/properties/list/items/type',
      `${first}/type`,
      `${first}/enum`,
    ]);
    expect(source.match(/^function /gm)).toHaveLength(4);
  });
});
