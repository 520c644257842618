import { isSchema, type JSONSchema, pointerOf } from './json-schema.ts';

/** Drafts of JSON Schema that Helm compiles. A later draft is a larger number. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

/** Draft of a schema without `$schema`. */
export const defaultDraft: Draft = 2020;

const draftNames: Readonly<Record<string, Draft>> = {
  'draft-04/schema': 4,
  'draft-06/schema': 6,
  'draft-07/schema': 7,
  'draft/2019-09/schema': 2019,
  'draft/2020-12/schema': 2020,
  schema: 2020,
};

/** Returns the draft that `$schema` names, over http or https and with or without a fragment; undefined for another URL. */
export function draftOfURL(url: string): Draft | undefined {
  const [, name] = /^https?:\/\/json-schema\.org\/([^#]*)(?:#.*)?$/s.exec(url) ?? [];
  return name === undefined || !Object.hasOwn(draftNames, name) ? undefined : draftNames[name];
}

/** Keyword whose value is a schema, a list or a map of schemas, or (`either`) a schema or a list. */
interface Applicator {
  readonly keyword: string;
  /** First draft that has the keyword. */
  readonly since: Draft;
  readonly shape: 'schema' | 'list' | 'map' | 'either';
}

const applicators: readonly Applicator[] = [
  { keyword: 'allOf', since: 4, shape: 'list' },
  { keyword: 'anyOf', since: 4, shape: 'list' },
  { keyword: 'oneOf', since: 4, shape: 'list' },
  { keyword: 'not', since: 4, shape: 'schema' },
  { keyword: 'prefixItems', since: 2020, shape: 'list' },
  { keyword: 'items', since: 4, shape: 'either' },
  { keyword: 'additionalItems', since: 4, shape: 'schema' },
  { keyword: 'properties', since: 4, shape: 'map' },
  { keyword: 'patternProperties', since: 4, shape: 'map' },
  { keyword: 'additionalProperties', since: 4, shape: 'schema' },
  { keyword: 'dependencies', since: 4, shape: 'map' },
  { keyword: 'contains', since: 6, shape: 'schema' },
  { keyword: 'propertyNames', since: 6, shape: 'schema' },
  { keyword: 'if', since: 7, shape: 'schema' },
  { keyword: 'then', since: 7, shape: 'schema' },
  { keyword: 'else', since: 7, shape: 'schema' },
  { keyword: 'dependentSchemas', since: 2019, shape: 'map' },
  { keyword: 'unevaluatedItems', since: 2019, shape: 'schema' },
  { keyword: 'unevaluatedProperties', since: 2019, shape: 'schema' },
];

/** Keywords whose value is a map of schemas, so that its keys are not keywords. */
export const mapKeywords: readonly string[] = applicators
  .filter(({ shape }) => shape === 'map')
  .map(({ keyword }) => keyword);

/** Keywords whose objects and lists are not schemas. */
export const plainKeywords: readonly string[] = ['enum', 'const', 'type', 'required', 'dependentRequired'];

/** Keywords with schemas that apply only where a `$ref` refers to them. */
const definitions: readonly Applicator[] = [
  { keyword: 'definitions', since: 4, shape: 'map' },
  { keyword: '$defs', since: 2019, shape: 'map' },
  { keyword: 'contentSchema', since: 2019, shape: 'schema' },
];

/** Schema below another one. */
export interface Subschema {
  readonly keyword: string;
  /** JSON Pointer from the root of the document. */
  readonly pointer: string;
  readonly value: unknown;
}

/** Schema of a document with everything that it applies. */
export interface SchemaNode {
  readonly pointer: string;
  readonly value: unknown;
  readonly draft: Draft;
  readonly children: readonly Subschema[];
  /** Targets of references by their keywords: pointers, true for a schema that allows everything, false if unchecked. */
  readonly references: Map<string, string | boolean>;
}

/** Returns the schemas directly below one that apply to values. */
export function subschemas(
  schema: JSONSchema,
  { pointer, draft }: { pointer: string; draft: Draft },
): Subschema[] {
  // Drafts up to 7 ignore them beside $ref; Helm compiles those that came after draft-04 nevertheless.
  const first = draft < 2019 && typeof schema['$ref'] === 'string' ? 6 : 4;
  const found = below(schema, {
    pointer,
    from: applicators.filter(({ since }) => since >= first && since <= draft),
  });
  return found.filter(({ keyword, value }) => {
    if (keyword === 'then') return Object.hasOwn(schema, 'if') && schema['if'] !== false;
    if (keyword === 'else') return Object.hasOwn(schema, 'if') && schema['if'] !== true;
    if (keyword === 'additionalItems') return draft < 2020 && Array.isArray(schema['items']);
    return keyword !== 'dependencies' || !Array.isArray(value);
  });
}

/** Returns the schemas directly below one, with those that only a `$ref` applies. */
export function definedSubschemas(
  schema: JSONSchema,
  { pointer, draft }: { pointer: string; draft: Draft },
): Subschema[] {
  const all = [...applicators, ...definitions].filter(({ since }) => since <= draft);
  return below(schema, { pointer, from: all });
}

function below(
  schema: JSONSchema,
  { pointer, from }: { pointer: string; from: readonly Applicator[] },
): Subschema[] {
  return from.flatMap(({ keyword, shape }) => {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    const at = pointerOf(pointer, keyword);
    const isList = Array.isArray(value) && shape !== 'schema' && shape !== 'map';
    if (isList || (shape === 'map' && isSchema(value)))
      return Object.entries(value as object).map(([key, child]) => ({
        keyword,
        pointer: pointerOf(at, key),
        value: child as unknown,
      }));
    return value === undefined || shape === 'list' || shape === 'map'
      ? []
      : [{ keyword, pointer: at, value }];
  });
}
