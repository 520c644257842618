import { problem, RequestError } from '../errors.ts';
import { isSchema, type JSONSchema } from './json-schema.ts';

/**
 * Limits of the schema of a third-party chart: levels, keywords, characters of a pattern, and characters of all JSON Pointers.
 * Compiling 15,000 keywords takes about 2 s and up to 180 MiB, so the limit of keywords also holds for all schemas of a run.
 */
export const schemaLimits = {
  depth: 64,
  keywords: 15_000,
  patternLength: 1_000,
  pointersLength: 5_000_000,
} as const;

/**
 * Checks a schema before it is compiled into code.
 *
 * @throws RequestError `InvalidChart` for a value that is not a schema, is too large, or is asynchronous
 */
export function guardSchema(schema: unknown): void {
  if (typeof schema !== 'boolean' && !isSchema(schema)) throw invalidSchema('is not a JSON Schema');
  let keywords = 0;
  let pointersLength = 0;
  for (const { value, children, depth, pointerLength } of partsOf(schema)) {
    pointersLength += pointerLength;
    if (pointersLength > schemaLimits.pointersLength) throw invalidSchema('has keys that are too long');
    if (depth > schemaLimits.depth) throw invalidSchema(`is nested deeper than ${schemaLimits.depth} levels`);
    keywords += children.length;
    if (children.some((child) => typeof child === 'number' && !Number.isFinite(child)))
      throw invalidSchema('has a number that is too large');
    if (keywords > schemaLimits.keywords)
      throw invalidSchema(`has more than ${schemaLimits.keywords} keywords`);
    if (isSchema(value)) guardKeywords(value);
  }
}

interface Part {
  readonly value: object;
  readonly children: readonly unknown[];
  readonly depth: number;
  readonly pointerLength: number;
}

/** Yields every object and list of a schema without recursion, each before those below it. */
function* partsOf(schema: unknown): Generator<Part> {
  const queue: [unknown, number, number][] = [[schema, 0, 0]];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [value, depth, pointerLength] = next;
    if (typeof value !== 'object' || value === null) continue;
    const entries = Object.entries(value);
    yield { value, children: entries.map(([, child]) => child), depth, pointerLength };
    for (const [key, child] of entries) queue.push([child, depth + 1, pointerLength + key.length + 1]);
  }
}

/** Returns the keywords of a schema, or the first number beyond the limit. */
export function countKeywords(schema: unknown): number {
  let keywords = 0;
  for (const { children } of partsOf(schema)) {
    keywords += children.length;
    if (keywords > schemaLimits.keywords) break;
  }
  return keywords;
}

/** Returns all patterns of a schema. */
export function patternsOf(schema: unknown): Set<string> {
  return new Set([...partsOf(schema)].flatMap(({ value }) => (isSchema(value) ? ownPatterns(value) : [])));
}

function ownPatterns(schema: JSONSchema): string[] {
  const keys = isSchema(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
  return typeof schema['pattern'] === 'string' ? [schema['pattern'], ...keys] : keys;
}

function guardKeywords(schema: JSONSchema): void {
  // An asynchronous validator returns a promise, which is truthy: it would accept everything.
  if (schema['$async'] === true) throw invalidSchema('is asynchronous');
  for (const keyword of ['properties', 'patternProperties'])
    if (isSchema(schema[keyword]) && Object.hasOwn(schema[keyword], '__proto__'))
      throw invalidSchema('declares the property "__proto__", which cannot be checked');
  if (ownPatterns(schema).some((pattern) => pattern.length > schemaLimits.patternLength))
    throw invalidSchema(`has a pattern longer than ${schemaLimits.patternLength} characters`);
}

/**
 * Returns the error for a schema that Helm cannot compile: no render of the chart succeeds.
 *
 * @param pointer JSON Pointer to the keyword
 */
export function unusableSchema(pointer: string, detail: string): RequestError {
  const steps = pointer.split('/');
  const keyword = steps.pop() ?? '';
  const message = `Helm cannot compile values.schema.json: "${keyword}" at #${steps.join('/')}: ${detail}; use a chart version with a valid schema`;
  return new RequestError('InvalidChart', [problem('', message)]);
}

/** Returns the error for a schema that cannot be used. */
export function invalidSchema(detail: string, cause?: unknown): RequestError {
  return new RequestError('InvalidChart', [problem('', `Compile values.schema.json: the schema ${detail}`)], {
    cause,
  });
}
