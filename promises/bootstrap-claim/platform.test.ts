import { expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import type { Platform } from '../../shared/release/platform.ts';
import type { bootstrapClaim } from './promise.ts';

type Spec = z.output<ReturnType<typeof bootstrapClaim.schema>>;

test('Platform has the gitOps and chartsRepository fields of a BootstrapClaim', () => {
  expectTypeOf<keyof Platform['gitOps']>().toEqualTypeOf<keyof Spec['gitOps']>();
  expectTypeOf<keyof Platform['chartsRepository']>().toEqualTypeOf<keyof Spec['chartsRepository']>();
});

test('Platform has the destination of a BootstrapClaim', () => {
  type Fields<Union> = Union extends unknown ? keyof Union : never;
  expectTypeOf<Fields<Platform['destination']>>().toEqualTypeOf<keyof Spec['destination']>();
  expectTypeOf<Platform['destination']>().toExtend<Spec['destination']>();
});

test('Platform has every field of a BootstrapClaim that describes a platform', () => {
  expectTypeOf<Exclude<keyof Platform, 'installs'>>().toEqualTypeOf<
    Exclude<keyof Spec, 'allowLiterals' | 'profile'>
  >();
});
