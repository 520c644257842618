import { type Problem, problem } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { printableValue } from '../printable-value.ts';
import type { Values, ValuesValidator } from './chart.ts';
import { isSchema, pointerSteps, resolvePointer } from './json-schema.ts';
import { valuePath } from './value-path.ts';
import { keywordMessages, shorten } from './values-messages.ts';

/** Error of the schema compiler ajv. Declared here, so that checking a compiled schema does not load the compiler. */
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
 * @param schema the JSON that it was compiled from, for its keys and descriptions
 */
export function toValuesValidator(check: SchemaCheck, schema: unknown): ValuesValidator {
  return (values: Values): Problem[] => {
    const unsupported = methodKeys(values);
    if (unsupported.length > 0) return unsupported;
    return check(values) ? [] : schemaProblems(check.errors ?? [], { schema, values });
  };
}

/** Keys that replace methods of JavaScript, which a compiled schema calls to compare values. */
const methods = ['toString', 'valueOf'];

function methodKeys(value: unknown, steps: readonly (string | number)[] = []): Problem[] {
  if (!hasMethodKey(value)) return [];
  const entries = Object.entries(value as object);
  return entries.flatMap(([key, inner]) => {
    const path = [...steps, Array.isArray(value) ? Number(key) : key];
    const own = methods.includes(key)
      ? [problem(valuePath(path), `The key "${key}" is not supported; use another one`)]
      : [];
    return [...own, ...methodKeys(inner, path)];
  });
}

function hasMethodKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return methods.some((name) => Object.hasOwn(value, name)) || Object.values(value).some(hasMethodKey);
}

/** The status of a request is an object of limited size. */
const mostProblems = 100;

interface Context {
  readonly schema: unknown;
  readonly values: unknown;
}

/** Keywords whose single error replaces those of the schemas below them. */
const summaries = ['anyOf', 'oneOf', 'contains', 'propertyNames'];

/** Returns the problems of the values in the schema's order, without duplicates. Values that may be secret are hidden. */
export function schemaProblems(errors: readonly SchemaError[], context: Context): Problem[] {
  const summed = errors.filter(({ keyword }) => summaries.includes(keyword));
  const reported = errors.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'if' && !summed.some((other) => schemaPath.startsWith(`${other.schemaPath}/`)),
  );
  const problems = new Map<string, Problem>();
  for (const error of reported.slice(0, mostProblems)) {
    const found = schemaProblem(error, context);
    problems.set(JSON.stringify(found), found);
  }
  return [...problems.values()];
}

function schemaProblem(error: SchemaError, context: Context): Problem {
  const { schema } = context;
  const { steps, value } = instanceAt(error.instancePath, context.values);
  const { keyword, params, schemaPath } = error;
  switch (keyword) {
    case 'required':
      return problem(valuePath([...steps, String(params['missingProperty'])]), 'Required');
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
    ruleText(error, schema) ??
    keywordMessages[keyword]?.({
      params,
      value,
      shown: printableValue(value, steps),
      description: descriptionAt(parent, schema),
      schema: resolvePointer(schema, parent),
    });
  return problem(valuePath(steps), message ?? `Refused by the rule "${keyword}" of the chart's schema`);
}

/**
 * Returns the description of a rule that holds under a condition, or of a value that is not allowed: it says what is
 * wrong. Every other description says what the value is.
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

/** Resolves a pointer to the value and its path: a step is an index in a list, and a key elsewhere. */
function instanceAt(pointer: string, values: unknown): { steps: (string | number)[]; value: unknown } {
  let value = values;
  const steps = pointerSteps(pointer).map((step) => {
    const isIndex = Array.isArray(value);
    value = (value as Record<string, unknown> | null | undefined)?.[step];
    return isIndex ? Number(step) : step;
  });
  return { steps, value };
}

/** Returns the keys beside an unknown one that a request may set. */
function allowedKeys({ schemaPath }: SchemaError, schema: unknown): string[] {
  const parent = resolvePointer(schema, schemaPath.slice(0, schemaPath.lastIndexOf('/')));
  const properties = isSchema(parent) ? parent['properties'] : undefined;
  if (!isSchema(properties)) return [];
  return Object.keys(properties).filter((key) => {
    const property = properties[key];
    return !(isSchema(property) && property['x-audience'] === 'platform');
  });
}

function unknownKey(key: string, allowed: readonly string[]): string {
  const near = nearest(key, allowed);
  if (near !== undefined) return `Unknown key; did you mean "${near}"?`;
  if (allowed.length === 0) return 'Unknown key';
  return `Unknown key; the chart's keys are ${shorten(allowed.join(', '), longestKeys)}`;
}

/** Characters of a list of keys: enough for every built-in chart. */
const longestKeys = 600;
