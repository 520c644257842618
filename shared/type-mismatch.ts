/** Value of the wrong type. */
export interface TypeMismatch {
  /** Expected types, as JSON Schema or zod names them. */
  readonly expected: readonly string[];
  readonly value: unknown;
  /** Value as JSON; undefined if it must not be shown. */
  readonly shown: string | undefined;
  /** Suggested fix. Defaults to what any value of the expected type needs. */
  readonly advice?: string | undefined;
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  int: 'an integer',
  integer: 'an integer',
  null: 'null',
};

/** Returns the message for a value of the wrong type, such as `Expected a number, found the string "ten"`. */
export function typeMismatch({ expected, value, shown, advice: own }: TypeMismatch): string {
  const fix = own ?? defaultAdvice(expected, value);
  const types = [...new Set(expected.map(withArticle))].join(' or ');
  return `Expected ${types}, found ${describeFound(value, shown)}${fix === undefined ? '' : `; ${fix}`}`;
}

/** Returns a value with its type, such as `the number 7`, or only its type if the value must not be shown. */
export function describeFound(value: unknown, shown: string | undefined): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return shown ?? 'a boolean';
  if (shown !== undefined) return `the ${typeof value} ${shown}`;
  return withArticle(Array.isArray(value) ? 'array' : typeof value);
}

/** Returns the name of a type with its article. */
export function withArticle(type: string): string {
  return typeNames[type] ?? `a ${type}`;
}

function defaultAdvice(expected: readonly string[], value: unknown): string | undefined {
  const types = expected.filter((type) => type !== 'null');
  if (['number', 'boolean'].includes(typeof value) && types.includes('string')) return 'add quotes';
  if (typeof value === 'string' && canLoseQuotes(types, value)) return 'remove the quotes';
  if (types.length !== 1) return undefined;
  if (value === null) return 'set a value, or remove the field';
  return advice[types[0]!]?.(value);
}

function canLoseQuotes(types: readonly string[], text: string): boolean {
  const isNumber = types.some((type) => numbers.includes(type)) && /^-?\d+(\.\d+)?$/.test(text);
  return isNumber || (types.includes('boolean') && /^(true|false)$/.test(text));
}

const numbers = ['int', 'integer', 'number'];

const objectAdvice = (value: unknown): string =>
  Array.isArray(value) ? 'write one object, without "-"' : 'write its fields, each as "name: value"';

/** Advice for any other value, by the type that is expected. */
const advice: Readonly<Record<string, (value: unknown) => string>> = {
  array: () => 'begin each entry with "- "',
  object: objectAdvice,
  record: objectAdvice,
  boolean: () => 'write true or false',
  string: () => 'write one string',
  number: () => 'write a number such as 1',
  int: () => 'write a whole number such as 1',
  integer: () => 'write a whole number such as 1',
};
