/** Value of the wrong type. */
export interface TypeMismatch {
  /** Expected types, as JSON Schema or zod names them. */
  readonly expected: readonly string[];
  readonly value: unknown;
  /** Value as JSON; undefined if it must not be shown. */
  readonly shown: string | undefined;
  /** Suggested fix. Defaults to adding or removing quotes, or to true and false, if that is the fix. */
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
export function typeMismatch({ expected, value, shown, advice }: TypeMismatch): string {
  const fix = advice ?? scalarAdvice(expected, value);
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

function scalarAdvice(expected: readonly string[], value: unknown): string | undefined {
  if (expected.includes('string') && ['number', 'boolean'].includes(typeof value)) return 'add quotes';
  if (typeof value !== 'string') return undefined;
  const isNumber =
    ['int', 'integer', 'number'].some((type) => expected.includes(type)) && /^-?\d+(\.\d+)?$/.test(value);
  const isBoolean = expected.includes('boolean') && /^(true|false)$/.test(value);
  if (isNumber || isBoolean) return 'remove the quotes';
  return expected.length === 1 && expected[0] === 'boolean' ? 'write true or false' : undefined;
}
