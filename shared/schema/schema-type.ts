import { isSchema, type JSONSchema } from './json-schema.ts';

/**
 * Describes the type of a schema for a table: `integer, 1–10`, `string, at most 63`, `` `a`, `b` ``. Omits patterns, which
 * the description explains.
 */
export function describeType(schema: JSONSchema): string {
  if ('const' in schema) return `always ${code(schema['const'])}`;
  if (Array.isArray(schema['enum'])) return schema['enum'].map(code).join(', ');
  for (const keyword of ['anyOf', 'oneOf']) {
    const choices = Array.isArray(schema[keyword]) ? schema[keyword].filter(isSchema) : [];
    if (choices.every((choice) => choice['type'] !== undefined) && choices.length > 0)
      return choices.map(describeType).join(' or ');
  }
  const types = [schema['type']].flat().filter((type) => type !== undefined);
  return types.map((type) => describeSingleType(schema, String(type))).join(' or ');
}

function describeSingleType(schema: JSONSchema, type: string): string {
  if (type === 'integer' || type === 'number') return withBounds(type, schema, ['minimum', 'maximum']);
  if (type === 'string') return withBounds(type, schema, ['minLength', 'maxLength']);
  if (type === 'object') return withBounds('object', schema, ['minProperties', 'maxProperties']);
  if (type !== 'array') return type;
  const items = isSchema(schema['items']) ? describeItems(schema['items']) : '';
  return withBounds(items === '' ? 'list' : `list of ${items}`, schema, ['minItems', 'maxItems']);
}

/** Describes the items of a list without their bounds, which could be confused with those of the list. */
function describeItems(items: JSONSchema): string {
  if (Array.isArray(items['enum'])) return describeType(items);
  return items['type'] === 'object'
    ? 'objects'
    : items['type'] === 'string'
      ? 'strings'
      : describeType(items);
}

function withBounds(type: string, schema: JSONSchema, [low, high]: readonly [string, string]): string {
  const least = schema[low];
  const most = schema[high];
  if (least === undefined && most === undefined) return type;
  if (most === undefined) return `${type}, at least ${least}`;
  if (least === undefined) return `${type}, at most ${most}`;
  return least === most ? `${type}, exactly ${most}` : `${type}, ${least}–${most}`;
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
