import { describe, expect, it } from 'vitest';
import { greeting, greetingWith } from '../../test/support/greeting.ts';
import { itemsOf } from './define-promise.ts';

describe('definePromise()', () => {
  it('makes the schema once, and only when it is asked for', () => {
    expect(greeting.schema()).toBe(greeting.schema());
  });
});

describe('itemsOf()', () => {
  const names = (spec: unknown) => itemsOf('items', 'services')(greetingWith(spec));

  it('reads the enabled items of every list, in the namespace of the request', () => {
    const spec = {
      environment: 'dev',
      items: [{ name: 'a' }, { name: 'b', enabled: false }],
      services: [{ name: 'c' }],
    };
    expect(names(spec)).toEqual([
      { name: 'a', namespace: 'dev' },
      { name: 'c', namespace: 'dev' },
    ]);
    expect(names({ ...spec, namespace: 'team-dev' })[0]).toEqual({ name: 'a', namespace: 'team-dev' });
  });

  it.each([undefined, null, 'x', [], {}, { items: 'x' }, { items: [null, 'x', {}, { name: 5 }] }])(
    'reads nothing from the spec %j, and does not fail',
    (spec) => {
      expect(names(spec)).toEqual([]);
    },
  );
});
