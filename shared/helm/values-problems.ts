import { type Problem, problem } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Values, ValuesValidator } from './chart.ts';
import { isSchema, pointerSteps, resolvePointer } from './json-schema.ts';
import { valuePath } from './value-path.ts';

/** An error as ajv reports one; written down here so that who has a compiled schema need not load ajv. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  /** JSON Pointer, as a fragment, to the keyword that failed. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A compiled schema: what ajv makes, and what its standalone code exports. */
export interface SchemaCheck {
  (values: unknown): boolean;
  errors?: readonly SchemaError[] | null | undefined;
}

/** The validator of a compiled schema. `schema` is the JSON it was compiled from, for the names of its keys. */
export function toValuesValidator(check: SchemaCheck, schema: unknown): ValuesValidator {
  return (values: Values): Problem[] =>
    check(values) ? [] : schemaProblems(check.errors ?? [], { schema, values });
}

/** Status is stored in an object of limited size, and nobody reads a thousand lines. */
const mostProblems = 100;

interface Context {
  readonly schema: unknown;
  readonly values: unknown;
}

/** Keywords whose one error sums up those of the schemas below them. */
const sums = ['anyOf', 'oneOf', 'propertyNames'];

/** What is wrong with the values, each thing once, in the schema's order. Never shows a value. */
export function schemaProblems(errors: readonly SchemaError[], context: Context): Problem[] {
  const summed = errors.filter(({ keyword }) => sums.includes(keyword));
  const told = errors.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'if' && !summed.some((other) => schemaPath.startsWith(`${other.schemaPath}/`)),
  );
  const problems = new Map<string, Problem>();
  for (const error of told.slice(0, mostProblems)) {
    const found = schemaProblem(error, context);
    problems.set(JSON.stringify(found), found);
  }
  return [...problems.values()];
}

function schemaProblem(error: SchemaError, { schema, values }: Context): Problem {
  const steps = instanceSteps(error.instancePath, values);
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return problem(valuePath([...steps, String(params['missingProperty'])]), 'Required');
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      return problem(valuePath([...steps, key]), unknownKey(key, legalKeys(error, schema)));
    }
    case 'propertyNames':
      return problem(
        valuePath([...steps, String(params['propertyName'])]),
        descriptionAt(error.schemaPath, schema) ?? 'Invalid key',
      );
    default:
      return problem(
        valuePath(steps),
        ruleText(error, schema) ??
          messages[error.keyword]?.(params) ??
          `Against the rule "${error.keyword}" of the chart's schema`,
      );
  }
}

/**
 * What a schema itself says of a rule that holds under a condition, or of something that may not be. Elsewhere a
 * description tells what a value is, not what is wrong with it.
 */
function ruleText({ keyword, schemaPath }: SchemaError, schema: unknown): string | undefined {
  if (keyword === 'not') return descriptionAt(schemaPath, schema);
  if (!/\/(then|else)\//.test(schemaPath)) return undefined;
  return descriptionAt(schemaPath.slice(0, schemaPath.lastIndexOf('/')), schema);
}

function descriptionAt(pointer: string, schema: unknown): string | undefined {
  const described = resolvePointer(schema, pointer);
  const text = isSchema(described) ? described['description'] : undefined;
  return typeof text === 'string' ? shorten(text) : undefined;
}

/** A step is an index where the value there is a list, and a key elsewhere. */
function instanceSteps(pointer: string, values: unknown): (string | number)[] {
  let at = values;
  return pointerSteps(pointer).map((step) => {
    const isIndex = Array.isArray(at);
    at = (at as Record<string, unknown> | null | undefined)?.[step];
    return isIndex ? Number(step) : step;
  });
}

/** The keys beside the one that is unknown, without those that a request may not set anyway. */
function legalKeys({ schemaPath }: SchemaError, schema: unknown): string[] {
  const parent = resolvePointer(schema, schemaPath.slice(0, schemaPath.lastIndexOf('/')));
  const properties = isSchema(parent) ? parent['properties'] : undefined;
  if (!isSchema(properties)) return [];
  return Object.keys(properties).filter((key) => {
    const property = properties[key];
    return !(isSchema(property) && property['x-audience'] === 'platform');
  });
}

function unknownKey(key: string, legal: readonly string[]): string {
  const meant = nearest(key, legal);
  if (meant !== undefined) return `Unknown key; did you mean "${meant}"`;
  if (legal.length === 0 || legal.length > 12) return 'Unknown key';
  return `Unknown key; the chart has ${list(legal)}`;
}

const messages: Readonly<Record<string, (params: Readonly<Record<string, unknown>>) => string>> = {
  type: ({ type }) => `Expected ${Array.isArray(type) ? type.map(kind).join(' or ') : kind(String(type))}`,
  enum: ({ allowedValues }) => `Expected one of ${list(Array.isArray(allowedValues) ? allowedValues : [])}`,
  const: ({ allowedValue }) => `Expected ${list([allowedValue])}`,
  minimum: ({ limit }) => `Too small: expected a number >=${limit}`,
  exclusiveMinimum: ({ limit }) => `Too small: expected a number >${limit}`,
  maximum: ({ limit }) => `Too big: expected a number <=${limit}`,
  exclusiveMaximum: ({ limit }) => `Too big: expected a number <${limit}`,
  multipleOf: ({ multipleOf }) => `Expected a multiple of ${multipleOf}`,
  minLength: ({ limit }) =>
    limit === 1 ? 'Must not be empty' : `Too short: expected at least ${limit} characters`,
  maxLength: ({ limit }) => `Too long: expected at most ${limit} characters`,
  pattern: ({ pattern }) => `Does not match the pattern ${shorten(String(pattern))}`,
  format: ({ format }) => `Does not have the format "${format}"`,
  minItems: ({ limit }) => (limit === 1 ? 'Must not be empty' : `Too few: expected at least ${limit} items`),
  maxItems: ({ limit }) => `Too many: expected at most ${limit} items`,
  uniqueItems: () => 'Holds an item twice',
  minProperties: ({ limit }) => `Too few: expected at least ${limit} keys`,
  maxProperties: ({ limit }) => `Too many: expected at most ${limit} keys`,
  anyOf: () => "Matches none of the shapes that the chart's schema allows",
  oneOf: () => "Does not match exactly one of the shapes that the chart's schema allows",
  dependentRequired: ({ missingProperty }) => `Needs "${missingProperty}" beside it`,
  dependencies: ({ missingProperty }) => `Needs "${missingProperty}" beside it`,
  'false schema': () => 'Not allowed',
};

/** The words of YAML for the types of JSON. */
function kind(type: string): string {
  const kinds: Readonly<Record<string, string>> = {
    object: 'a map',
    array: 'a list',
    string: 'a text',
    integer: 'an integer',
    number: 'a number',
    boolean: 'a boolean',
  };
  return kinds[type] ?? type;
}

function list(values: readonly unknown[]): string {
  return shorten(values.map((value) => JSON.stringify(value)).join(', '));
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
