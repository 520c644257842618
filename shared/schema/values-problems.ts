import { type Problem, problem } from '../errors.ts';
import type { Values, ValuesValidator } from '../helm/chart.ts';
import { valuePath } from '../helm/value-path.ts';
import { nearest } from '../nearest.ts';
import { printableValue } from '../printable-value.ts';
import { withArticle } from '../type-mismatch.ts';
import { encodePointer, isSchema, pointerOf, pointerSteps, resolvePointer } from './json-schema.ts';
import { keywordMessages, shorten } from './values-messages.ts';

/** Error of ajv. Declared here, so that a check with a compiled schema does not load ajv. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  /** JSON Pointer, as a fragment, to the keyword that failed. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Compiled schema: a function of ajv, or the default export of its standalone code. */
export interface SchemaCheck {
  (values: unknown): boolean;
  errors?: readonly SchemaError[] | null | undefined;
}

/**
 * Returns the validator of a compiled schema.
 *
 * @param schema source of the compiled schema, for its keys and descriptions
 */
export function toValuesValidator(check: SchemaCheck, schema: unknown): ValuesValidator {
  return (values: Values): Problem[] => {
    return check(values) ? [] : schemaProblems(check.errors ?? [], { schema, values });
  };
}

/** Maximum number of problems: the status of a request has a limited size. */
const maxProblems = 100;

interface Context {
  readonly schema: unknown;
  readonly values: unknown;
}

/** Keywords whose single error replaces those of the schemas below them. */
const summaries = ['anyOf', 'oneOf', 'contains', 'propertyNames'];

/** Converts errors to problems in the order of the schema, without duplicates. Hides values that may be secret. */
export function schemaProblems(errors: readonly SchemaError[], context: Context): Problem[] {
  const summed = new Set(
    errors.filter(({ keyword }) => summaries.includes(keyword)).map(({ schemaPath }) => schemaPath),
  );
  const reported = errors.filter(
    ({ keyword, schemaPath }) => keyword !== 'if' && !parentsOf(schemaPath).some((path) => summed.has(path)),
  );
  const problems = new Map<string, Problem>();
  for (const error of reported.slice(0, maxProblems)) {
    const found = schemaProblem(error, context);
    problems.set(JSON.stringify(found), found);
  }
  return [...problems.values()];
}

/** Returns the pointers to everything around a part of a schema. */
function parentsOf(pointer: string): string[] {
  return [...pointer.matchAll(/\//g)].map(({ index }) => pointer.slice(0, index));
}

function schemaProblem(error: SchemaError, context: Context): Problem {
  const { schema } = context;
  const { steps, value } = instanceAt(error.instancePath, context.values);
  const { keyword, params, schemaPath } = error;
  switch (keyword) {
    case 'required':
      return requiredProblem([...steps, String(params['missingProperty'])], error, schema);
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      return problem(valuePath([...steps, key]), unknownKey(key, allowedKeys(error, schema)));
    }
    case 'propertyNames': {
      const description = descriptionAt(schemaPath, schema);
      const key = String(params['propertyName']);
      return problem(valuePath([...steps, key]), `Invalid key${description ? `: ${description}` : ''}`);
    }
  }
  const parent = schemaPath.slice(0, schemaPath.lastIndexOf('/'));
  const message =
    ruleDescription(error, schema) ??
    keywordMessages[keyword]?.({
      params,
      value,
      shown: printableValue(value, steps),
      description: descriptionAt(parent, schema),
      schema: resolvePointer(schema, parent),
    });
  return problem(valuePath(steps), message ?? `Refused by the rule "${keyword}" of the chart's schema`);
}

/** Returns the problem of a missing key, with what belongs there. */
function requiredProblem(
  steps: readonly (string | number)[],
  { schemaPath }: SchemaError,
  schema: unknown,
): Problem {
  const parent = schemaPath.slice(0, schemaPath.lastIndexOf('/'));
  const property = `${parent}/properties${encodePointer(pointerOf('', String(steps.at(-1))))}`;
  const resolved = resolvePointer(schema, property);
  const type = isSchema(resolved) ? resolved['type'] : undefined;
  const expected =
    descriptionAt(property, schema) ??
    (typeof type === 'string' ? `expected ${withArticle(type)}` : 'set a value');
  return problem(valuePath(steps), `Required: ${expected}`);
}

/**
 * Returns the description of a conditional rule or of a forbidden value, which states what is wrong. Any other description
 * states what the value is.
 */
function ruleDescription({ keyword, schemaPath }: SchemaError, schema: unknown): string | undefined {
  if (keyword === 'not') return descriptionAt(schemaPath, schema);
  if (!/\/(then|else)\//.test(schemaPath)) return undefined;
  return descriptionAt(schemaPath.slice(0, schemaPath.lastIndexOf('/')), schema);
}

function descriptionAt(pointer: string, schema: unknown): string | undefined {
  const described = resolvePointer(schema, pointer);
  const text = isSchema(described) ? described['description'] : undefined;
  return typeof text === 'string' ? shorten(text) : undefined;
}

/** Resolves a pointer to a value and its path. A step is an index in a list, and a key in an object. */
function instanceAt(pointer: string, values: unknown): { steps: (string | number)[]; value: unknown } {
  let value = values;
  const steps = pointerSteps(pointer).map((step) => {
    const isIndex = Array.isArray(value);
    value = (value as Record<string, unknown> | null | undefined)?.[step];
    return isIndex ? Number(step) : step;
  });
  return { steps, value };
}

/** Returns the keys that a request may set instead of an unknown one. */
function allowedKeys({ schemaPath }: SchemaError, schema: unknown): string[] {
  const parent = resolvePointer(schema, schemaPath.slice(0, schemaPath.lastIndexOf('/')));
  if (!isSchema(parent)) return [];
  const { properties, patternProperties: patterns } = parent;
  const known = Object.entries(isSchema(properties) ? properties : {});
  return [
    ...known.filter(([, property]) => !(isSchema(property) && property['x-audience'] === 'platform')),
    ...Object.entries(isSchema(patterns) ? patterns : {}).filter(([pattern]) => literalKey.test(pattern)),
  ].map(([key]) => key.replace(literalKey, '$1'));
}

/** Pattern of exactly one key: one without a default in `values.yaml`. */
const literalKey = /^\^([\w-]+)\$$/;

function unknownKey(key: string, allowed: readonly string[]): string {
  const near = nearest(key, allowed);
  if (near !== undefined) return `Unknown key; did you mean "${near}"?`;
  if (allowed.length === 0) return 'Unknown key';
  return `Unknown key; supported: ${shorten(allowed.join(', '), maxKeyListLength)}`;
}

/** Maximum length of a list of keys in characters; fits those of every built-in chart. */
const maxKeyListLength = 600;
