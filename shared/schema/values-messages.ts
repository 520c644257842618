import { choicesHint, nearest } from '../nearest.ts';
import { truncate } from '../truncate.ts';
import { typeMismatch } from '../type-mismatch.ts';
import { isSchema } from './json-schema.ts';

/** Error of a JSON Schema keyword, with the details for its message. */
export interface KeywordError {
  readonly params: Readonly<Record<string, unknown>>;
  /** Refused value as JSON; undefined if it must not be shown. */
  readonly shown: string | undefined;
  readonly value: unknown;
  /** Description of the schema with the keyword. */
  readonly description: string | undefined;
  /** Schema with the keyword. */
  readonly schema: unknown;
}

type Message = (error: KeywordError) => string;

/**
 * Messages of JSON Schema keywords whose errors are reported at the value. Errors of an unknown, missing or invalid key are
 * reported at the key, in values-problems.ts.
 */
export const keywordMessages: Readonly<Record<string, Message>> = {
  type: ({ params, ...found }) => typeMismatch({ expected: [params['type']].flat().map(String), ...found }),
  enum: ({ params, shown, value }) => {
    const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'] : [];
    const texts = allowed.filter((choice) => typeof choice === 'string');
    const near = typeof value === 'string' && shown !== undefined ? nearest(value, texts) : undefined;
    const hint = choicesHint(near, { label: 'supported', choices: listValues(allowed) });
    return `Unsupported value${withSpace(shown)}${hint}`;
  },
  const: ({ params, shown }) =>
    `Unsupported value${withSpace(shown)}; supported: ${listValues([params['allowedValue']])}`,
  minimum: ({ params, shown }) => `${valueOrNoun(shown)} is below the minimum of ${params['limit']}`,
  maximum: ({ params, shown }) => `${valueOrNoun(shown)} is above the maximum of ${params['limit']}`,
  exclusiveMinimum: ({ params, shown }) => `${valueOrNoun(shown)} must be greater than ${params['limit']}`,
  exclusiveMaximum: ({ params, shown }) => `${valueOrNoun(shown)} must be less than ${params['limit']}`,
  multipleOf: ({ params, shown }) => `${valueOrNoun(shown)} is not a multiple of ${params['multipleOf']}`,
  minLength: ({ params }) => atLeast(params['limit'], 'character'),
  maxLength: ({ params }) => atMost(params['limit'], 'character'),
  minItems: ({ params }) => atLeast(params['limit'], 'item'),
  maxItems: ({ params }) => atMost(params['limit'], 'item'),
  minProperties: ({ params }) => atLeast(params['limit'], 'key'),
  maxProperties: ({ params }) => atMost(params['limit'], 'key'),
  items: ({ params }) => atMost(params['limit'], 'item'),
  additionalItems: ({ params }) => atMost(params['limit'], 'item'),
  unevaluatedItems: ({ params }) => atMost(params['len'], 'item'),
  uniqueItems: ({ params }) => `Items ${params['j']} and ${params['i']} are equal; remove one of them`,
  contains: containsMessage,
  minContains: containsMessage,
  maxContains: containsMessage,
  pattern: expectedForm,
  format: ({ params, shown }) => {
    const format = String(params['format']);
    return `${valueOrNoun(shown)} is not ${formats[format] ?? `in the format "${format}"`}`;
  },
  anyOf: (error) => alternatives(error, 'anyOf') ?? expectedForm(error),
  oneOf: (error) => alternatives(error, 'oneOf') ?? expectedForm(error),
  not: ({ shown }) => `Value${withSpace(shown)} is not allowed by the chart's schema`,
  dependentRequired: dependencyMessage,
  dependencies: dependencyMessage,
  'false schema': () => "Not allowed by the chart's schema",
};

function expectedForm({ shown, description, schema }: KeywordError): string {
  const examples = isSchema(schema) ? schema['examples'] : undefined;
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const such = example === undefined ? '' : ` such as ${listValues([example])}`;
  const expected = description ?? (such === '' ? undefined : 'a value');
  if (expected === undefined) return `Invalid value${withSpace(shown)}; see the chart's values.schema.json`;
  return `Invalid value${withSpace(shown)}; expected: ${expected}${such}`;
}

/** Returns a message with the alternative types; undefined if an alternative is more than a type. */
function alternatives(error: KeywordError, keyword: string): string | undefined {
  const { schema, value, shown } = error;
  const choices: unknown[] = isSchema(schema) && Array.isArray(schema[keyword]) ? schema[keyword] : [];
  if (choices.length === 0 || !choices.every(isOnlyType)) return undefined;
  return typeMismatch({ expected: choices.map(({ type }) => type), value, shown });
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
  return `"${params['missingProperty']}" is required if "${params['property']}" is set`;
}

/** Descriptions of the formats that Helm checks. */
const formats: Readonly<Record<string, string>> = {
  date: 'a date such as 2026-01-31',
  time: 'a time such as 12:30:00Z',
  'date-time': 'a date and time such as 2026-01-31T12:30:00Z',
  duration: 'a duration such as P1D',
  period: 'a period such as 2026-01-31T12:30:00Z/P1D',
  iri: 'a URL such as https://example.com/path',
  'iri-reference': 'a URL or a path',
  semver: 'a version such as 1.2.3',
  uri: 'a URL such as https://example.com/path',
  'uri-reference': 'a URL or a path',
  'uri-template': 'a URL template',
  email: 'an email address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  regex: 'a regular expression',
  uuid: 'a UUID',
  'json-pointer': 'a JSON Pointer',
  'relative-json-pointer': 'a relative JSON Pointer',
};

function valueOrNoun(shown: string | undefined): string {
  return shown ?? 'Value';
}

function withSpace(shown: string | undefined): string {
  return shown === undefined ? '' : ` ${shown}`;
}

function atLeast(limit: unknown, unit: string): string {
  if (limit === 1)
    return `Must not be empty; ${unit === 'character' ? 'set a value' : `add an ${unit === 'key' ? 'entry' : unit}`}`;
  return `Must have at least ${limit} ${unit}s`;
}

function atMost(limit: unknown, unit: string): string {
  return limit === 0 ? 'Must be empty' : `Must have at most ${limit} ${unit}${limit === 1 ? '' : 's'}`;
}

/** Prints values as JSON, separated by commas and truncated to 200 characters. */
export function listValues(values: readonly unknown[]): string {
  return shorten(values.map((value) => JSON.stringify(value)).join(', '));
}

/** Truncates text of a third-party schema to a length in characters. */
export function shorten(text: string, limit = 200): string {
  return truncate(text, limit);
}
