import type * as z from 'zod';
import { printableValue } from '../printable-value.ts';
import { scalarText } from '../scalar-text.ts';
import { describeFound, typeMismatch, withArticle } from '../type-mismatch.ts';
import { quotedValue } from './quoted-value.ts';
import type { SchemaNode } from './schema-node.ts';
import { typeAdvice } from './type-advice.ts';

/**
 * Returns the message of a zod issue for a requester. A custom message of a schema stays unchanged.
 *
 * @param node schema at the path of the issue, for advice
 */
export function issueMessage(issue: z.core.$ZodIssue, node?: SchemaNode): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue, node);
    case 'invalid_value':
      return /^Invalid (input|option)/.test(issue.message) ? unsupportedValue(issue) : issue.message;
    case 'invalid_key':
      return `Invalid key: ${issue.issues.map((one) => issueMessage(one)).join(', ')}`;
    case 'too_small':
      return issue.message.startsWith('Too small: ') ? tooSmall(issue) : issue.message;
    case 'too_big':
      return issue.message.startsWith('Too big: ') ? tooBig(issue) : issue.message;
    default:
      return issue.message;
  }
}

function unsupportedValue({ values, input }: z.core.$ZodIssueInvalidValue): string {
  const supported = values.map((value) => JSON.stringify(value)).join(', ');
  return input === undefined
    ? `Required: one of ${supported}`
    : `Unsupported value${quotedValue(input)}; supported: ${supported}`;
}

function typeMessage(issue: z.core.$ZodIssueInvalidType, node: SchemaNode | undefined): string {
  const received = /received (\w+)$/.exec(issue.message)?.[1];
  if (received === undefined) return issue.message;
  const { expected, input: value } = issue;
  if (received === 'undefined') return `Required: expected ${withArticle(expected)}`;
  const field = String(issue.path.at(-1));
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const shown = quotedValue(value) === '' ? undefined : printableValue(value, path);
  if (/Seconds$/.test(field) && !/^[0-9]+$/.test(scalarText(value)))
    return `Expected whole seconds such as 10, found ${describeFound(value, shown)}`;
  return typeMismatch({ expected: [expected], value, shown, advice: typeAdvice(issue, node) });
}

function tooSmall({ origin, minimum, input }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'number' || origin === 'int') return `${input} is below the minimum of ${minimum}`;
  if (minimum === 1) return `Must not be empty; ${origin === 'string' ? 'set a value' : 'add an entry'}`;
  return origin === 'string'
    ? `Too short: at least ${minimum} characters are required`
    : `Too few items: at least ${minimum} are required`;
}

function tooBig({ origin, maximum, input }: z.core.$ZodIssueTooBig): string {
  if (origin === 'number' || origin === 'int') return `${input} is above the maximum of ${maximum}`;
  return origin === 'string'
    ? `Too long: at most ${maximum} characters are allowed`
    : `Too many items: at most ${maximum} are allowed`;
}
