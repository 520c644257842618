import { describe, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import type { PlacementSpec } from '../release/placement.ts';
import type { Owner } from '../release/release.ts';
import type { placementTargets, requestSpec } from './request-spec.ts';

type Spec = z.output<ReturnType<typeof requestSpec<Record<never, never>>>>;

describe('requestSpec()', () => {
  it('has every field of a placement, with its type', () => {
    expectTypeOf<keyof PlacementSpec>().toExtend<keyof Spec>();
    expectTypeOf<Spec>().toExtend<PlacementSpec>();
  });

  it('has the fields of an owner', () => {
    type SpecOwner = NonNullable<Spec['owner']>;
    expectTypeOf<keyof SpecOwner>().toEqualTypeOf<keyof Owner>();
    expectTypeOf<SpecOwner>().toExtend<Owner>();
  });

  it('has a target for each of its fields', () => {
    expectTypeOf<keyof typeof placementTargets>().toEqualTypeOf<keyof Spec>();
  });
});
