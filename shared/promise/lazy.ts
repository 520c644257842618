import * as z from 'zod';

/**
 * Returns a schema that is built when it is first needed, and only once. `z.lazy()` alone builds another one for each
 * conversion to JSON Schema and each part of it.
 */
export function lazy<Schema extends z.ZodType>(build: () => Schema): z.ZodLazy<Schema> {
  let schema: Schema | undefined;
  return z.lazy(() => {
    schema ??= build();
    return schema;
  });
}
