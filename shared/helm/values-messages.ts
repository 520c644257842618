import { choicesHint, nearest } from '../nearest.ts';
import { isSchema } from './json-schema.ts';

/** Error of a keyword of JSON Schema, with everything that a message may name. */
export interface KeywordError {
  readonly params: Readonly<Record<string, unknown>>;
  /** The value that the keyword refuses, as JSON; undefined for one that is not shown. */
  readonly shown: string | undefined;
  readonly value: unknown;
  /** Description of the schema that has the keyword. */
  readonly description: string | undefined;
  /** That schema. */
  readonly schema: unknown;
}

type Message = (error: KeywordError) => string;

/**
 * Messages of the keywords of JSON Schema whose error is reported at the value itself. Errors of an unknown, missing or
 * invalid key are reported at the key, in values-problems.ts.
 */
export const keywordMessages: Readonly<Record<string, Message>> = {
  type: typeMessage,
  enum: ({ params, shown, value }) => {
    const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'] : [];
    const texts = allowed.filter((choice) => typeof choice === 'string');
    const near = typeof value === 'string' && shown !== undefined ? nearest(value, texts) : undefined;
    const hint = choicesHint(near, { label: 'supported', choices: listValues(allowed) });
    return `Unsupported value${after(shown)}${hint}`;
  },
  const: ({ params, shown }) =>
    `Unsupported value${after(shown)}; supported: ${listValues([params['allowedValue']])}`,
  minimum: ({ params, shown }) => `${subject(shown)} is below the minimum of ${params['limit']}`,
  maximum: ({ params, shown }) => `${subject(shown)} is above the maximum of ${params['limit']}`,
  exclusiveMinimum: ({ params, shown }) => `${subject(shown)} must be greater than ${params['limit']}`,
  exclusiveMaximum: ({ params, shown }) => `${subject(shown)} must be less than ${params['limit']}`,
  multipleOf: ({ params, shown }) => `${subject(shown)} is not a multiple of ${params['multipleOf']}`,
  minLength: ({ params }) => least(params['limit'], 'character'),
  maxLength: ({ params }) => most(params['limit'], 'character'),
  minItems: ({ params }) => least(params['limit'], 'item'),
  maxItems: ({ params }) => most(params['limit'], 'item'),
  minProperties: ({ params }) => least(params['limit'], 'key'),
  maxProperties: ({ params }) => most(params['limit'], 'key'),
  items: ({ params }) => most(params['limit'], 'item'),
  additionalItems: ({ params }) => most(params['limit'], 'item'),
  unevaluatedItems: ({ params }) => most(params['len'], 'item'),
  uniqueItems: ({ params }) => `Items ${params['j']} and ${params['i']} are equal; remove one of them`,
  contains: containsMessage,
  minContains: containsMessage,
  maxContains: containsMessage,
  pattern: expectedForm,
  format: ({ params, shown }) => {
    const format = String(params['format']);
    return `${subject(shown)} is not ${formats[format] ?? `in the format "${format}"`}`;
  },
  anyOf: ({ schema, ...error }) => alternatives(schema, 'anyOf') ?? expectedForm({ schema, ...error }),
  oneOf: ({ schema, ...error }) => alternatives(schema, 'oneOf') ?? expectedForm({ schema, ...error }),
  not: ({ shown }) => `Value${after(shown)} is not allowed by the chart's schema`,
  dependentRequired: dependencyMessage,
  dependencies: dependencyMessage,
  'false schema': () => "Not allowed by the chart's schema",
};

function typeMessage({ params, shown, value }: KeywordError): string {
  const types = [params['type']].flat().map(String);
  const expected = `Expected ${types.map(withArticle).join(' or ')}`;
  if (shown === undefined) return `${expected}, found ${withArticle(typeOf(value))}`;
  const isText = typeof value === 'string';
  const wantsNumber = types.includes('integer') || types.includes('number');
  const isMisquoted =
    (wantsNumber && isText && /^-?\d+(\.\d+)?$/.test(value)) ||
    (types.includes('boolean') && (value === 'true' || value === 'false'));
  if (isMisquoted) return `${expected}, found ${shown}; remove the quotes`;
  const lacksQuotes = types.includes('string') && ['number', 'boolean'].includes(typeof value);
  return `${expected}, found ${shown}${lacksQuotes ? '; add quotes' : ''}`;
}

function expectedForm({ shown, description, schema }: KeywordError): string {
  const examples = isSchema(schema) ? schema['examples'] : undefined;
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const such = example === undefined ? '' : ` such as ${listValues([example])}`;
  const expected = description ?? (such === '' ? undefined : 'a value');
  if (expected === undefined) return `Invalid value${after(shown)}; see the chart's values.schema.json`;
  return `Invalid value${after(shown)}; expected: ${expected}${such}`;
}

/** Returns the types to choose from, unless a choice is more than a type. */
function alternatives(schema: unknown, keyword: string): string | undefined {
  const choices = isSchema(schema) && Array.isArray(schema[keyword]) ? schema[keyword] : [];
  const types = choices.map((choice) => (isOnlyType(choice) ? String(choice['type']) : undefined));
  if (types.length === 0 || types.includes(undefined)) return undefined;
  return `Expected ${types.map((type) => withArticle(type ?? '')).join(' or ')}`;
}

function isOnlyType(choice: unknown): choice is { readonly type: string } {
  return isSchema(choice) && typeof choice['type'] === 'string' && Object.keys(choice).length === 1;
}

function containsMessage({ params, description }: KeywordError): string {
  const { minContains: low = 1, maxContains: high } = params;
  const range = high === undefined ? `at least ${low}` : `${low} to ${high}`;
  const items = `Must have ${range} of the items that the chart's schema requires`;
  return description === undefined ? items : `${items}; expected: ${description}`;
}

function dependencyMessage({ params }: KeywordError): string {
  return `"${params['missingProperty']}" is required beside "${params['property']}"`;
}

/** Formats of ajv-formats, by name. */
const formats: Readonly<Record<string, string>> = {
  date: 'a date such as 2026-01-31',
  time: 'a time such as 12:30:00Z',
  'iso-time': 'a time such as 12:30:00',
  'date-time': 'a date and time such as 2026-01-31T12:30:00Z',
  'iso-date-time': 'a date and time such as 2026-01-31T12:30:00',
  duration: 'a duration such as P1D',
  uri: 'a URL such as https://example.com/path',
  'uri-reference': 'a URL or a path',
  'uri-template': 'a URL template',
  url: 'a URL such as https://example.com/path',
  email: 'an email address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  regex: 'a regular expression',
  uuid: 'a UUID',
  'json-pointer': 'a JSON Pointer',
  'json-pointer-uri-fragment': 'a JSON Pointer in a URL fragment',
  'relative-json-pointer': 'a relative JSON Pointer',
  byte: 'base64',
  int32: 'an integer of 32 bits',
  int64: 'an integer of 64 bits',
  float: 'a number',
  double: 'a number',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function withArticle(type: string): string {
  const names: Readonly<Record<string, string>> = {
    array: 'a list',
    null: 'null',
    object: 'an object',
    integer: 'an integer',
  };
  return names[type] ?? `a ${type}`;
}

function subject(shown: string | undefined): string {
  return shown ?? 'Value';
}

function after(shown: string | undefined): string {
  return shown === undefined ? '' : ` ${shown}`;
}

function least(limit: unknown, unit: string): string {
  return limit === 1 ? 'Must not be empty' : `Must have at least ${limit} ${unit}s`;
}

function most(limit: unknown, unit: string): string {
  return limit === 0 ? 'Must be empty' : `Must have at most ${limit} ${unit}${limit === 1 ? '' : 's'}`;
}

/** Returns values as JSON, separated by commas, in a limited length. */
export function listValues(values: readonly unknown[]): string {
  return shorten(values.map((value) => JSON.stringify(value)).join(', '));
}

/** Cuts a text that a foreign schema made too long for a message. */
export function shorten(text: string, limit = 200): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
