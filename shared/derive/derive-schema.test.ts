import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { greeting } from '../../test/support/greeting.ts';
import { definePromise } from '../promise/define-promise.ts';
import { quantity } from '../promise/quantities.ts';
import { deriveCommonSchema, deriveSchema } from './derive-schema.ts';
import { deriveJsonSchema } from './json-schema.ts';

describe('deriveSchema()', () => {
  it('closes every object, in the order of the author', () => {
    expect(deriveSchema(greeting)).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      required: ['apiVersion', 'kind', 'metadata', 'spec'],
      additionalProperties: false,
      properties: {
        kind: { const: 'Greeting' },
        metadata: { required: ['name'], additionalProperties: false },
        spec: {
          additionalProperties: false,
          properties: { items: { default: [], items: { additionalProperties: false } } },
        },
      },
    });
    const { spec } = deriveSchema(greeting)['properties'] as { spec: { properties: object } };
    expect(Object.keys(spec.properties).slice(0, 2)).toEqual(['environment', 'clusterType']);
  });

  it('adds the message of a pattern, and Markdown for a description with code', () => {
    const one = definePromise({
      name: 'one',
      kind: 'One',
      plural: 'ones',
      summary: 'One release',
      description: 'One release.',
      spec: () =>
        z.strictObject({
          path: z.string().regex(/^a_/, 'Invalid path; begin with "a_"').describe('`a_b` or a_<name>'),
          limits: z.strictObject({ default: quantity().optional() }).prefault({}),
        }),
      releases: () => [],
    });
    const text = JSON.stringify(deriveSchema(one));
    expect(deriveSchema(one)).toMatchObject({
      properties: {
        metadata: { properties: { name: { maxLength: 53 } } },
        spec: {
          properties: {
            path: {
              pattern: '^a_',
              patternErrorMessage: 'Invalid path; begin with "a_"',
              markdownDescription: '`a_b` or a\\_\\<name>',
            },
            limits: { properties: { default: { type: ['string', 'number'], minimum: 0 } } },
          },
        },
      },
    });
    expect(text).not.toContain('"x-');
    expect(text).not.toContain('"default":{}');
  });
});

describe('deriveCommonSchema()', () => {
  it('selects the schema of a kind', () => {
    expect(deriveCommonSchema([greeting])).toMatchObject({
      properties: { kind: { enum: ['Greeting'] } },
      allOf: [{ if: { properties: { kind: { const: 'Greeting' } } } }],
    });
    expect(deriveCommonSchema([greeting])).toHaveProperty(
      'allOf.0.then.properties.spec.properties.environment',
    );
  });
});

describe('deriveJsonSchema()', () => {
  it('turns a union of scalars into a list of types', () => {
    expect(deriveJsonSchema(z.strictObject({ cpu: quantity() }))).toMatchObject({
      properties: {
        cpu: { type: ['string', 'number'], pattern: expect.any(String), maximum: 1_000_000_000 },
      },
    });
    expect(JSON.stringify(deriveJsonSchema(quantity()))).not.toContain('maxItems');
  });
});
