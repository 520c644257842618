import type { ValidateFunction } from 'ajv';
import { encodePointer, isSchema, type JSONSchema, pointerOf } from './json-schema.ts';

/** Length of the JSON of a part, in characters, from which it gets a function of its own. */
const splitLength = 400;

/**
 * Moves the larger parts of a schema to its definitions, equal parts to one. ajv compiles each definition to a function, and
 * Node compiles a function only when a value reaches it: a run pays for the parts that its values use.
 *
 * A definition is named by the pointer to its part, so that {@link restorePaths} can restore the paths of errors.
 * Only parts without conditions around them move, because errors below a condition are judged by their paths. A schema
 * without such parts, or with references, is returned as it is.
 */
export function splitSchema(schema: JSONSchema | boolean): JSONSchema | boolean {
  if (typeof schema === 'boolean' || JSON.stringify(schema).includes('"$ref"')) return schema;
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const split = (part: unknown, pointer: string): unknown => {
    if (!isSchema(part)) return part;
    const text = JSON.stringify(part);
    if (text.length < splitLength) return part;
    const known = names.get(text);
    const name = known ?? pointer;
    if (known === undefined) {
      names.set(text, name);
      definitions[name] = splitParts(part, pointer);
    }
    return { $ref: `#${pointerOf('/$defs', name)}` };
  };
  const splitParts = (part: JSONSchema, pointer: string): JSONSchema => {
    const at = (keyword: string) => pointerOf(pointer, keyword);
    const { properties, items, additionalProperties } = part;
    return {
      ...part,
      ...(isSchema(properties) && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([key, value]) => [
            key,
            split(value, pointerOf(at('properties'), key)),
          ]),
        ),
      }),
      ...(isSchema(items) && { items: split(items, at('items')) }),
      ...(isSchema(additionalProperties) && {
        additionalProperties: split(additionalProperties, at('additionalProperties')),
      }),
    };
  };
  const parts = splitParts(schema, '');
  return names.size === 0 ? schema : { ...parts, $defs: definitions };
}

/** Writes the whole paths of errors into the functions of a split schema: ajv begins them at each definition. */
export function restorePaths(check: ValidateFunction, split: JSONSchema | boolean): void {
  const definitions = isSchema(split) && isSchema(split['$defs']) ? split['$defs'] : {};
  const pointers = new Map(Object.entries(definitions).map(([pointer, part]) => [part, pointer]));
  const restored = new Set<unknown>();
  const restore = ({ source }: ValidateFunction): void => {
    for (const { value } of source?.scopeValues['validate'] ?? []) {
      const part = value?.ref as ValidateFunction;
      const pointer = pointers.get(part.schema);
      if (part.source === undefined || pointer === undefined || restored.has(part)) continue;
      restored.add(part);
      part.source.validateCode = part.source.validateCode.replaceAll(
        'schemaPath:"#',
        `schemaPath:"#${encodePointer(pointer)}`,
      );
      restore(part);
    }
  };
  restore(check);
}
