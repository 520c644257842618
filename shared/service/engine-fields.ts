import type * as z from 'zod';
import type { FieldMapping } from '../promise/field-mapping.ts';
import type { ContentList } from '../release/block-contents.ts';

/** Fields that only one engine has. An item has them in a block with the type of the engine. */
export interface EngineFields {
  /** Returns the schema of the block. */
  schema(): z.ZodType<object>;
  /** Values that the fields set. */
  readonly values: FieldMapping<object>;
  /** Lists of the block that the API server compares with what is delivered. */
  readonly contents?: readonly ContentList[];
}

/** Defines the fields of an engine. */
export function engineFields<Fields extends object>(
  fields: Omit<EngineFields, 'schema' | 'values'> & {
    readonly schema: () => z.ZodType<Fields>;
    readonly values: FieldMapping<Fields>;
  },
): EngineFields {
  return fields;
}
