import type * as z from 'zod';
import type { FieldMapping } from '../promise/field-mapping.ts';
import { invalid } from '../promise/quoted-value.ts';
import { boundedText } from '../promise/vocabulary.ts';
import type { ContentList } from '../release/item-contents.ts';

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

/** Returns the schema of the name of a user, which is a part of the name of its Secret. */
export function userName(): z.ZodString {
  return boundedText(40).regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    invalid('name', 'use lower-case letters, digits and dashes; begin and end with a letter or digit'),
  );
}
