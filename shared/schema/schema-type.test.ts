import { expect, it } from 'vitest';
import { describeType } from './schema-type.ts';

it.each([
  [{ type: 'boolean' }, 'boolean'],
  [{ type: ['string', 'null'], maxLength: 5 }, 'string, at most 5 or null'],
  [{ type: 'integer', minimum: 0 }, 'integer, at least 0'],
  [{ const: '' }, 'always `""`'],
  [{ type: 'array', items: { type: 'string', maxLength: 9 }, maxItems: 3 }, 'list of strings, at most 3'],
  [{ type: 'array', items: { type: 'object' }, minItems: 1, maxItems: 1 }, 'list of objects, exactly 1'],
  [{ type: 'array' }, 'list'],
  // Alternatives without a type only add conditions.
  [{ type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] }, 'object'],
  [{}, ''],
])('describeType() describes %j as %s', (schema, words) => {
  expect(describeType(schema)).toBe(words);
});
