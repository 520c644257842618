import { problem, RequestError } from '../errors.ts';
import { isSchema } from './json-schema.ts';

/** Limits of the schema of a foreign chart: levels, keywords and characters of a pattern. */
export const schemaLimits = { depth: 64, keywords: 50_000, patternLength: 1_000 } as const;

/**
 * Checks a schema before it is compiled into code.
 *
 * @throws RequestError `InvalidChart` for a value that is not a schema, is too large, or is asynchronous
 */
export function guardSchema(schema: unknown): void {
  if (typeof schema !== 'boolean' && !isSchema(schema)) throw invalidSchema('is not a JSON Schema');
  let keywords = 0;
  for (const { value, children, depth } of partsOf(schema)) {
    if (depth > schemaLimits.depth) throw invalidSchema(`is nested deeper than ${schemaLimits.depth} levels`);
    keywords += children.length;
    if (keywords > schemaLimits.keywords)
      throw invalidSchema(`has more than ${schemaLimits.keywords} keywords`);
    if (isSchema(value)) guardKeywords(value);
  }
}

interface Part {
  readonly value: object;
  readonly children: readonly unknown[];
  readonly depth: number;
}

/** Yields every object and list of a schema, without recursion, before it takes up those below. */
function* partsOf(schema: unknown): Generator<Part> {
  const queue: [unknown, number][] = [[schema, 0]];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    const children = Array.isArray(value) ? value : Object.values(value);
    yield { value, children, depth };
    for (const child of children) queue.push([child, depth + 1]);
  }
}

function guardKeywords(schema: { readonly [keyword: string]: unknown }): void {
  // An asynchronous validator returns a promise, which is truthy: it would accept everything.
  if (schema['$async'] === true) throw invalidSchema('is asynchronous');
  const patterns = isSchema(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
  for (const pattern of [schema['pattern'], ...patterns]) {
    if (typeof pattern === 'string' && pattern.length > schemaLimits.patternLength)
      throw invalidSchema(`has a pattern longer than ${schemaLimits.patternLength} characters`);
  }
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
