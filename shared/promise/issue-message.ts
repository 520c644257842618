import type * as z from 'zod';

/** Fields that people write as one text, as they once could. */
const maps: Readonly<Record<string, string>> = {
  image: '{repository: …, tag: …}',
  chart: '{name: …, version: …}',
  storage: '{size: …}',
};

const kinds: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  int: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

const kind = (type: string): string => kinds[type] ?? type;

/** What an issue of zod's says to somebody who writes a request; a message of our own stays as it is. */
export function issueMessage(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue);
    case 'invalid_value':
      return /^Invalid (input|option)/.test(issue.message)
        ? `Expected one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
        : issue.message;
    case 'invalid_key':
      return `Not a legal key: ${issue.issues.map(issueMessage).join(', ')}`;
    case 'too_small':
      return issue.message.startsWith('Too small: ') ? tooSmall(issue) : issue.message;
    case 'too_big':
      return issue.message.startsWith('Too big: ') ? tooBig(issue) : issue.message;
    default:
      return issue.message;
  }
}

function typeMessage({ expected, message, path }: z.core.$ZodIssueInvalidType): string {
  const received = /received (\w+)$/.exec(message)?.[1];
  if (received === undefined) return message;
  if (received === 'undefined') return `Required: expected ${kind(expected)}`;
  const field = String(path.at(-1));
  if (received === 'string' && Object.hasOwn(maps, field))
    return `Expected a map: write ${field}: ${maps[field]}`;
  if (expected === 'string' && (received === 'number' || received === 'boolean'))
    return 'Expected a text: put it in quotes';
  if (received === 'string' && ['int', 'number', 'boolean'].includes(expected))
    return `Expected ${kind(expected)}, found a text: take the quotes away`;
  return expected === 'int' && received === 'number'
    ? 'Expected an integer'
    : `Expected ${kind(expected)}, found ${received === 'boolean' ? 'a boolean' : kind(received)}`;
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'number' || origin === 'int') return `Too small: expected a number >=${minimum}`;
  if (minimum === 1) return 'Must not be empty';
  return origin === 'string'
    ? `Too short: expected at least ${minimum} characters`
    : `Too few: expected at least ${minimum}`;
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === 'number' || origin === 'int') return `Too big: expected a number <=${maximum}`;
  return origin === 'string'
    ? `Too long: expected at most ${maximum} characters`
    : `Too many: expected at most ${maximum}`;
}
