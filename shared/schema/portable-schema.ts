import { isSchema, type JSONSchema } from './json-schema.ts';
import { toPortablePattern } from './portable-pattern.ts';
import { mapKeywords, plainKeywords } from './schema-drafts.ts';

/** Keywords that ajv alone does not check as Helm does. */
const unsupported = ['unevaluatedProperties', 'unevaluatedItems', 'multipleOf'];

/**
 * Returns a normalized schema without keywords of our own that ajv checks as Helm does.
 *
 * @throws Error for a keyword or a pattern that cannot be checked that way
 */
export function toPortableSchema(schema: JSONSchema | boolean): JSONSchema | boolean {
  return typeof schema === 'boolean' ? schema : (portable(schema) as JSONSchema);
}

function portable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(portable);
  if (!isSchema(value)) return value;
  const keyword = unsupported.find((name) => Object.hasOwn(value, name));
  if (keyword !== undefined || value['format'] === 'regex')
    throw new Error(`A chart of this repository cannot use "${keyword ?? 'format'}" in its schema`);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, portableKeyword(name, inner)]),
  );
}

function portableKeyword(keyword: string, value: unknown): unknown {
  if (plainKeywords.includes(keyword)) return value;
  if (keyword === 'pattern') return toPortablePattern(String(value));
  if (keyword !== '$defs' && !mapKeywords.includes(keyword)) return portable(value);
  const entries = Object.entries(value as object).map(([key, schema]): [string, unknown] => [
    keyword === 'patternProperties' ? toPortablePattern(key) : key,
    portable(schema),
  ]);
  return Object.fromEntries(entries);
}
