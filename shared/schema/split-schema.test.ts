import { describe, expect, it } from 'vitest';
import { splitSchema } from './split-schema.ts';

const long = { type: 'string', description: 'a'.repeat(400) };
const short = { type: 'string' };

describe('splitSchema()', () => {
  it('moves large parts to definitions that their pointers name, and equal parts to one', () => {
    const image = { type: 'object', properties: { tag: long, name: short } };
    const schema = { properties: { image, 'a/b': image }, additionalProperties: { items: long } };
    expect(splitSchema(schema)).toEqual({
      properties: {
        image: { $ref: '#/$defs/~1properties~1image' },
        'a/b': { $ref: '#/$defs/~1properties~1image' },
      },
      additionalProperties: { $ref: '#/$defs/~1additionalProperties' },
      $defs: {
        '/properties/image': {
          type: 'object',
          properties: { tag: { $ref: '#/$defs/~1properties~1image~1properties~1tag' }, name: short },
        },
        '/properties/image/properties/tag': long,
        '/additionalProperties': { items: { $ref: '#/$defs/~1properties~1image~1properties~1tag' } },
      },
    });
  });

  it('keeps small parts, parts of conditions, and a schema with references', () => {
    const schema = { properties: { a: short }, anyOf: [{ properties: { a: long } }] };
    expect(splitSchema(schema)).toBe(schema);
    const referring = { properties: { a: long, b: { $ref: '#/properties/a' } } };
    expect(splitSchema(referring)).toBe(referring);
  });
});
