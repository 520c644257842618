import { describe, expect, expectTypeOf, it } from 'vitest';
import { assignedValues } from '../release/assignments.ts';
import { assignFields, converted, type FieldMapping, implied } from './field-mapping.ts';

interface Item {
  name: string;
  size?: string | undefined;
  probe?: { path?: string | undefined; port?: number | undefined } | undefined;
  replicas?: number | undefined;
}

const mapping: FieldMapping<Item> = {
  name: null,
  size: converted('persistence.size', (size) => size?.toLowerCase()),
  probe: { path: ['liveness.path', 'readiness.path'], port: 'port' },
  replicas: ['replicas', implied('budget', (_, { read }) => (read('replicas') === 3 ? 1 : undefined))],
};

const valuesOf = (item: Item, below = {}) => assignedValues(assignFields(item, mapping, { below }));

describe('assignFields()', () => {
  it('copies and converts the fields that are set', () => {
    expect(valuesOf({ name: 'a', size: '1GI', probe: { path: '/x' } })).toEqual({
      persistence: { size: '1gi' },
      liveness: { path: '/x' },
      readiness: { path: '/x' },
    });
    expect(valuesOf({ name: 'a' })).toEqual({});
  });

  it('passes the values of earlier fields and of the layers below to a route', () => {
    expect(valuesOf({ name: 'a', replicas: 3 })).toEqual({ replicas: 3, budget: 1 });
    expect(valuesOf({ name: 'a' }, { replicas: 3 })).toEqual({ budget: 1 });
  });

  it('returns assignments for unset fields, so that messages can name them', () => {
    expect(assignFields({ name: 'a' }, mapping, { below: {} }).map(({ field }) => field)).toContain(
      'probe.port',
    );
  });
});

describe('FieldMapping', () => {
  it('requires a target for every field of the item', () => {
    expectTypeOf<keyof FieldMapping<Item>>().toEqualTypeOf<keyof Item>();
    expectTypeOf<Omit<FieldMapping<Item>, 'size'>>().not.toExtend<FieldMapping<Item>>();
  });
});
