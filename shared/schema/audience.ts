import { type Problem, problem } from '../errors.ts';
import type { SchemaSearch, Value, ValuesValidator } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { valuePath } from '../helm/value-path.ts';
import { isSchema, type JSONSchema, resolvePointer } from './json-schema.ts';
import { SchemaMeter } from './schema-meter.ts';

/**
 * Reports values of a request that only the platform team can set: those that the chart's schema marks with
 * `"x-audience": "platform"`, and those that would remove such a value (`pod: null` removes `pod.securityContext`).
 * Follows `properties`, `patternProperties`, `additionalProperties`, items, combined schemas and local `$ref`.
 *
 * @param chart.schema `values.schema.json`; without a schema, a request can set everything
 * @param chart.validate validator of a third-party schema, which matches its patterns; by default, JavaScript does
 * @throws RequestError `InvalidChart` if the search through the schema takes too many steps
 */
export function platformOnlyProblems(
  { schema, validate }: { readonly schema?: unknown; readonly validate?: ValuesValidator },
  values: Value,
): Problem[] {
  if (!isSchema(schema) || (isMap(values) && Object.keys(values).length === 0)) return [];
  const search = { root: schema, ...(validate?.startSearch?.() ?? searchOwn()) };
  return problemsBelow(values, { ...search, schemas: expand([schema], search), steps: [] });
}

/** Context of every step of the search. */
interface Search extends SchemaSearch {
  readonly root: JSONSchema;
}

function searchOwn(): SchemaSearch {
  const meter = new SchemaMeter();
  return { matchesPattern: matchesExpression, charge: (steps) => meter.charge(steps) };
}

/** Position in the values, with every schema that describes it. */
interface Position extends Search {
  readonly schemas: readonly JSONSchema[];
  readonly steps: readonly (string | number)[];
}

function problemsBelow(value: Value, position: Position): Problem[] {
  const { schemas, steps } = position;
  if (schemas.length === 0) return [];
  if (schemas.some(isMarked)) return [problem(valuePath(steps), 'Only the platform team can set this')];
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      problemsBelow(item, {
        ...position,
        schemas: expand(itemSchemas(schemas, index), position),
        steps: [...steps, index],
      }),
    );
  if (isMap(value))
    return Object.entries(value).flatMap(([key, child]) =>
      problemsBelow(child, {
        ...position,
        schemas: expand(keySchemas(key, position), position),
        steps: [...steps, key],
      }),
    );
  const removed = findMarkedBelow(position);
  if (removed === undefined) return [];
  return [
    problem(
      valuePath(steps),
      `Would remove ${valuePath([...steps, ...removed])}, which only the platform team can set`,
    ),
  ];
}

function isMarked(schema: JSONSchema): boolean {
  return schema['x-audience'] === 'platform';
}

/** Returns the path to the nearest marked property below, if any. */
function findMarkedBelow({ schemas, ...search }: Position): string[] | undefined {
  const seen = new Set<JSONSchema>();
  const queue = schemas.map((schema) => ({ schema, steps: [] as string[] }));
  for (const { schema, steps } of queue) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    if (isMarked(schema)) return steps;
    for (const [key, property] of Object.entries(asSchema(schema['properties'])))
      for (const child of expand([property], search)) queue.push({ schema: child, steps: [...steps, key] });
  }
  return undefined;
}

/** Returns the schemas together with all that they reference or combine. Follows a cycle of references once. */
function expand(schemas: readonly unknown[], search: Search): JSONSchema[] {
  const found = new Set<JSONSchema>();
  const queue = [...schemas];
  for (const schema of queue) {
    search.charge(1);
    if (!isSchema(schema) || found.has(schema)) continue;
    found.add(schema);
    if (typeof schema['$ref'] === 'string') queue.push(resolveReference(schema['$ref'], search.root));
    for (const keyword of ['allOf', 'anyOf', 'oneOf'])
      if (Array.isArray(schema[keyword])) queue.push(...schema[keyword]);
    queue.push(schema['if'], schema['then'], schema['else']);
    for (const keyword of ['dependencies', 'dependentSchemas'])
      queue.push(...Object.values(asSchema(schema[keyword])));
  }
  return [...found];
}

/** Resolves pointers and anchors (`$id: "#image"`, `$anchor: "image"`) of this document. Never fetches another one. */
function resolveReference(reference: string, root: JSONSchema): unknown {
  const fragment = reference.slice(Math.max(0, reference.indexOf('#')));
  if (/^#(?:\/|$)/.test(fragment)) return resolvePointer(root, fragment);
  const named = namedDefinitions.get(root) ?? nameDefinitions(root);
  namedDefinitions.set(root, named);
  return named.get(fragment) ?? named.get(reference);
}

const namedDefinitions = new WeakMap<JSONSchema, ReadonlyMap<unknown, JSONSchema>>();

/** Returns the definitions of a document by their names. The first one with a name counts. */
function nameDefinitions(root: JSONSchema): ReadonlyMap<unknown, JSONSchema> {
  const definitions = ['definitions', '$defs'].flatMap((keyword) => Object.values(asSchema(root[keyword])));
  const names = definitions
    .filter(isSchema)
    .flatMap((schema) => [schema['$id'], `#${schema['$anchor']}`].map((name) => [name, schema] as const));
  return new Map(names.reverse());
}

function keySchemas(key: string, { schemas, charge, matchesPattern }: Position): unknown[] {
  return schemas.flatMap((schema) => {
    const properties = asSchema(schema['properties']);
    const all = Object.entries(asSchema(schema['patternProperties']));
    charge(1 + all.length);
    const patterns = all.filter(([pattern]) => matchesPattern(pattern, key));
    const named = [
      ...(Object.hasOwn(properties, key) ? [properties[key]] : []),
      ...patterns.map(([, property]) => property),
    ];
    return named.length > 0 ? named : [schema['additionalProperties'], schema['unevaluatedProperties']];
  });
}

function itemSchemas(schemas: readonly JSONSchema[], index: number): unknown[] {
  return schemas.flatMap((schema) => {
    const tuple = [schema['prefixItems'], schema['items']].find(Array.isArray);
    if (tuple && index < tuple.length) return [tuple[index]];
    return [
      Array.isArray(schema['items']) ? schema['additionalItems'] : schema['items'],
      schema['unevaluatedItems'],
    ];
  });
}

function asSchema(value: unknown): JSONSchema {
  return isSchema(value) ? value : {};
}

/** Returns true if a key matches, or if the pattern is invalid, so that a marked property stays closed. */
function matchesExpression(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern).test(key);
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}
