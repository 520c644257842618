import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { quantity } from '../promise/quantities.ts';
import { withRules } from '../promise/rule.ts';
import { freeValues } from '../promise/vocabulary.ts';
import { deriveOpenApi } from './open-api.ts';

describe('deriveOpenApi()', () => {
  it('derives a structural schema with defaults, bounds, descriptions and rules', () => {
    const schema = withRules(
      z.strictObject({
        name: z.string().min(1).max(5).regex(/^a/).describe('Its name'),
        kind: z.enum(['a', 'b']).default('a'),
        nested: z.strictObject({ on: z.boolean().default(true) }).prefault({}),
        list: z.array(z.int().min(0).max(9)).max(3).optional(),
      }),
      [{ cel: "self.name != 'x'", message: 'No x' }],
    );
    expect(deriveOpenApi(schema)).toEqual({
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 5, pattern: '^a', description: 'Its name' },
        kind: { type: 'string', enum: ['a', 'b'], default: 'a' },
        nested: { type: 'object', default: {}, properties: { on: { type: 'boolean', default: true } } },
        list: { type: 'array', maxItems: 3, items: { type: 'integer', minimum: 0, maximum: 9 } },
      },
      'x-kubernetes-validations': [{ rule: "self.name != 'x'", message: 'No x' }],
    });
  });

  it('omits the type of a quantity, so that a CRD accepts strings and fractions', () => {
    const { properties } = deriveOpenApi(z.strictObject({ cpu: quantity() })) as { properties: object };
    expect(properties).toMatchObject({
      cpu: { 'x-kubernetes-preserve-unknown-fields': true, pattern: expect.any(String) },
    });
    expect(properties).not.toHaveProperty('cpu.type');
  });

  it('preserves unknown fields of free values, and types the entries of an object', () => {
    const schema = z.strictObject({ free: freeValues(), typed: z.record(z.string(), z.string().max(3)) });
    expect(deriveOpenApi(schema)['properties']).toMatchObject({
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      typed: { type: 'object', additionalProperties: { type: 'string', maxLength: 3 } },
    });
  });

  it.each<[string, z.ZodType, string]>([
    ['a union', z.union([z.string(), z.boolean()]), 'spec.field'],
    ['an integer without bounds', z.int(), 'spec.field'],
    ['an integer with one bound', z.int().min(0), 'spec.field'],
    ['a list of unions', z.array(z.union([z.string(), z.boolean()])), 'spec.field[]'],
    ['a tuple', z.tuple([z.string()]), 'spec.field'],
    ['a constant', z.literal('x').meta({ examples: ['x'] }), 'spec.field'],
  ])('refuses %s with its path', (_, field, path) => {
    expect(() => deriveOpenApi(z.strictObject({ field }))).toThrow(path);
  });
});
