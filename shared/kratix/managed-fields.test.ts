import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseStoredYaml } from '../yaml.ts';
import { withoutManagedFields } from './managed-fields.ts';

/** Prints YAML as Go does, without indentation of list items below their key. */
const print = (object: object): string => stringify(object, { indentSeq: false, lineWidth: 0 });

const entry = {
  manager: 'kubectl',
  operation: 'Apply',
  fieldsV1: { 'f:spec': { '.': {}, 'k:{"a":"b"}': {} } },
};

describe('withoutManagedFields()', () => {
  test('removes only the list', () => {
    const head = 'apiVersion: v1\nkind: A\nmetadata:\n  generation: 1\n';
    const tail = '  name: a\nspec:\n  managedFields:\n  - keep\n';
    const list =
      '  managedFields:\n  - apiVersion: v1\n    fieldsV1:\n      f:spec:\n        .: {}\n  - manager: b\n';
    expect(withoutManagedFields(`${head}${list}${tail}`)).toBe(`${head}${tail}`);
    expect(withoutManagedFields(`${head}${tail}`)).toBe(`${head}${tail}`);
  });

  test.each([
    ['a root in braces', '{apiVersion: v1,\n"a": "\nmetadata:\n  managedFields:\n  - a\n"}\n'],
    ['a root that is a string', '|\nmetadata:\n  managedFields:\n  - a\n'],
  ])('returns %s unchanged', (_, text) => {
    expect(withoutManagedFields(text)).toBe(text);
  });

  test('keeps everything else of any object', () => {
    const tricky = fc.constantFrom(
      'metadata:\n  managedFields:\n  - a\n',
      '\nmetadata:\n  managedFields:\n  - a',
      '  managedFields:\n',
      'managedFields:',
      '- a\n  managedFields:\n    b',
    );
    const value = fc.oneof(tricky, fc.string({ unit: fc.constantFrom('a', ' ', '\n', '-', ':', '#', '"') }));
    const fields = fc.dictionary(
      fc.constantFrom('annotations', 'labels', 'zeta'),
      fc.dictionary(value, value),
    );
    fc.assert(
      fc.property(fields, value, fc.boolean(), (metadata, text, last) => {
        const rest = { ...metadata, name: 'a' };
        const object = (fields: object): object => ({
          apiVersion: 'v1',
          kind: text,
          metadata: fields,
          spec: { text },
        });
        const managed = [entry, { ...entry, manager: text }];
        const whole = last ? { ...rest, managedFields: managed } : { managedFields: managed, ...rest };
        const left = withoutManagedFields(print(object(whole)));
        expect(left).not.toContain('fieldsV1');
        expect(parseStoredYaml(left)).toEqual(parseStoredYaml(print(object(rest))));
      }),
    );
  });
});
