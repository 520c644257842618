import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { furtherSettings } from '../../promise/further-settings.ts';
import { quantity } from '../../promise/quantities.ts';
import { deriveJsonSchema } from '../json-schema.ts';
import { type Conversions, formFields } from './form-field.ts';

function fieldsOf(shape: z.core.$ZodLooseShape, example: object = {}) {
  const conversions: Conversions = {
    sections: [],
    topics: [],
    yaml: [],
    spread: [],
    entityRefs: [],
    integers: [],
  };
  const schema = deriveJsonSchema(z.strictObject(shape));
  return { fields: formFields(schema, { path: 'spec', examples: [example], conversions }), conversions };
}

describe('formFields()', () => {
  it('makes an optional object a section, open if the example uses it', () => {
    const size = z.strictObject({ size: z.string().max(9) }).optional();
    const { fields, conversions } = fieldsOf({ open: size, closed: size }, { open: { size: '1' } });
    expect(fields).toMatchObject({
      open: { type: 'array', maxItems: 1, default: [{}], items: { required: ['size'] } },
      closed: { type: 'array', maxItems: 1 },
    });
    expect(fields['closed']).not.toHaveProperty('default');
    expect(conversions).toMatchObject({ sections: ['spec.open', 'spec.closed'] });
  });

  it('closes the further settings of a topic in a section behind the other fields', () => {
    const text = z.string().max(9).optional();
    const { fields, conversions } = fieldsOf(
      {
        ...furtherSettings('network', { ipFamily: text }),
        host: text,
        ...furtherSettings('network', { port: text }),
      },
      { port: '80' },
    );
    expect(Object.keys(fields)).toEqual(['host', 'networkSettings']);
    expect(fields['networkSettings']).toMatchObject({
      title: 'Network settings',
      description: 'IP family · Port',
      maxItems: 1,
      items: { properties: { ipFamily: { type: 'string' }, port: { type: 'string' } } },
    });
    expect(fields['networkSettings']).not.toHaveProperty('default');
    expect(conversions.topics).toEqual(['spec.networkSettings']);
  });

  it('distinguishes an unset boolean from false', () => {
    const { fields } = fieldsOf({ unset: z.boolean().optional(), on: z.boolean().default(true) });
    expect(fields).toMatchObject({ unset: { 'ui:widget': 'select' }, on: { default: true } });
    expect(fields['on']).not.toHaveProperty('ui:widget');
  });

  it('renders objects without fixed fields as YAML, and further entries beside fixed ones', () => {
    const { fields, conversions } = fieldsOf({
      labels: z.record(z.string(), z.string()).describe('Labels'),
      amounts: z.object({ cpu: quantity().optional() }).catchall(quantity()),
    });
    expect(fields).toMatchObject({
      labels: { type: 'string', description: 'Labels. An object, as YAML', 'ui:widget': 'textarea' },
      amounts: { properties: { cpu: { type: 'string' }, furtherEntries: { type: 'string' } } },
    });
    expect(conversions.spread).toEqual(['spec.amounts.furtherEntries']);
    expect(conversions.yaml).toEqual(['spec.labels', 'spec.amounts.furtherEntries']);
  });

  it('hides a field, and picks entities', () => {
    const { fields, conversions } = fieldsOf({
      url: z.string().optional().meta({ 'x-form': 'hidden' }),
      environment: z
        .string()
        .regex(/^[a-z]+$/)
        .meta({ 'x-form': 'environment' }),
    });
    expect(Object.keys(fields)).toEqual(['environment']);
    expect(fields['environment']).toMatchObject({ 'ui:field': 'EntityPicker' });
    expect(fields['environment']).not.toHaveProperty('pattern');
    expect(conversions.entityRefs).toEqual(['spec.environment']);
  });

  it('refuses a required field among further settings', () => {
    const fields = furtherSettings('network', { host: z.string().max(9) });
    expect(() => fieldsOf(fields)).toThrow('spec.host: a required field cannot be a further setting');
  });

  it.each<[string, z.ZodType]>([
    ['unsupported shape', z.unknown()],
    ['unknown picker', z.string().meta({ 'x-form': 'colour' })],
  ])('refuses an %s with its path', (message, field) => {
    expect(() => fieldsOf({ field })).toThrow(`spec.field: ${message}`);
  });
});
