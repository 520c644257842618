import { describe, expect, it } from 'vitest';
import { greeting, greetingWith } from '../../test/support/greeting.ts';
import { definePromise } from './define-promise.ts';
import { assignFields } from './field-mapping.ts';
import { releaseOf } from './release-of.ts';
import { placementTargets, requestSpec } from './request-spec.ts';

describe('definePromise()', () => {
  it('builds the schema once', () => {
    expect(greeting.schema()).toBe(greeting.schema());
  });
});

describe('names() of a definition', () => {
  const names = (spec: unknown) => greeting.names(greetingWith(spec));

  it('returns the enabled items of every list, in the namespace of the request', () => {
    const spec = {
      environment: 'dev',
      items: [{ name: 'a' }, { name: 'b', enabled: false }],
      services: [{ name: 'c' }],
    };
    expect(names(spec)).toEqual([{ name: 'a' }, { name: 'c' }]);
    expect(names({ ...spec, namespace: 'team-dev' })[0]).toEqual({ name: 'a', namespace: 'team-dev' });
  });

  it.each([undefined, null, 'x', [], {}, { items: 'x' }, { items: [null, 'x', {}, { name: 5 }] }])(
    'returns no names for the spec %j',
    (spec) => {
      expect(names(spec)).toEqual([]);
    },
  );

  it('returns the name of the request if the definition has no lists', () => {
    const single = definePromise({
      name: 'note',
      kind: 'Note',
      plural: 'notes',
      summary: 'A note',
      description: 'A note.',
      spec: () => requestSpec({}),
      releases: ({ name, spec }, placement) => [
        releaseOf(placement, {
          name,
          chart: 'note',
          fields: (below) => assignFields(spec, placementTargets, { below }),
        }),
      ],
    });
    expect(single.names(greetingWith({ environment: 'dev' }))).toEqual([{ name: 'hello' }]);
  });
});
