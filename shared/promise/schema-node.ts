import type * as z from 'zod';

/** Internals of a zod schema that lead to its fields. */
export interface SchemaNode {
  readonly safeParse: z.ZodType['safeParse'];
  readonly _zod: {
    readonly def: {
      shape?: Record<PropertyKey, SchemaNode>;
      element?: SchemaNode;
      innerType?: SchemaNode;
      getter?: () => SchemaNode;
      checks?: readonly { readonly _zod: { readonly def: { check: string; value?: unknown } } }[];
    };
  };
}

/** Returns the schema below wrappers such as `optional()` and `lazy()`. */
export function unwrap(schema: unknown): SchemaNode {
  let at = schema as SchemaNode;
  for (;;) {
    const { innerType, getter } = at._zod.def;
    const next = innerType ?? getter?.();
    if (next === undefined) return at;
    at = next;
  }
}

/** Returns the schema at a path; undefined if it has no fixed fields on the way. */
export function schemaAt(schema: unknown, path: readonly PropertyKey[]): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((at, key) => {
    const { element, shape } = at?._zod.def ?? {};
    const next = typeof key === 'number' ? element : shape?.[key];
    return next && unwrap(next);
  }, unwrap(schema));
}

/** Returns the fields of an object; none if it has no fixed fields. */
export function fieldsOf(schema: SchemaNode | undefined): string[] {
  return Object.keys(schema?._zod.def.shape ?? {});
}

/** Returns the bounds of a number; undefined unless it has both. */
export function boundsOf(schema: SchemaNode | undefined): { least: number; most: number } | undefined {
  const checks = schema?._zod.def.checks ?? [];
  const [least, most] = ['greater_than', 'less_than'].map(
    (name) => checks.map(({ _zod }) => _zod.def).find(({ check }) => check === name)?.value,
  );
  return typeof least === 'number' && typeof most === 'number' ? { least, most } : undefined;
}
