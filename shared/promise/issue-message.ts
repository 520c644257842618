import type * as z from 'zod';
import { isRecord } from '../is-record.ts';
import { printableValue } from '../printable-value.ts';
import { scalarText } from '../scalar-text.ts';
import { describeFound, typeMismatch, withArticle } from '../type-mismatch.ts';
import { looksLikeCredential } from './credential-rules.ts';
import { convertHint } from './legacy-fields.ts';
import { quotedValue } from './quoted-value.ts';

/** Objects that users write as a string, as in older requests. */
const objectForms: Readonly<Record<string, string>> = {
  image: '{repository: …, tag: …}',
  chart: '{name: …, version: …}',
  storage: '{size: …}',
};

/** Objects with a field `enabled` that users write as true or false. */
const togglableObjects: Readonly<Record<string, string>> = {
  ingress: ' for the default host',
  autoscaling: '',
  healthCheck: '',
  backup: '',
};

/** Returns the message of a zod issue for a requester. A custom message of a schema stays unchanged. */
export function issueMessage(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue);
    case 'invalid_value':
      return /^Invalid (input|option)/.test(issue.message) ? unsupportedValue(issue) : issue.message;
    case 'invalid_key':
      return `Invalid key: ${issue.issues.map(issueMessage).join(', ')}`;
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

function typeMessage(issue: z.core.$ZodIssueInvalidType): string {
  const received = /received (\w+)$/.exec(issue.message)?.[1];
  if (received === undefined) return issue.message;
  const { expected, input: value } = issue;
  if (received === 'undefined') return `Required: expected ${withArticle(expected)}`;
  const field = String(issue.path.at(-1));
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const shown = quotedValue(value) === '' ? undefined : printableValue(value, path);
  if (/Seconds$/.test(field) && !/^[0-9]+$/.test(scalarText(value)))
    return `Expected whole seconds such as 10, found ${describeFound(value, shown)}`;
  return typeMismatch({ expected: [expected], value, shown, advice: typeAdvice(issue, field) });
}

/** Suggests a fix for a value of the wrong type, if the intention is clear. */
function typeAdvice({ expected, input }: z.core.$ZodIssueInvalidType, field: string): string | undefined {
  if (expected === 'object' && typeof input === 'string' && Object.hasOwn(objectForms, field))
    return `write "${field}: ${objectForms[field]}"${convertHint}`;
  if (expected === 'object' && typeof input === 'boolean' && Object.hasOwn(togglableObjects, field))
    return input ? `write "${field}: {}"${togglableObjects[field]}` : `write "${field}: {enabled: false}"`;
  if (expected === 'array' && isRecord(input)) return listAdvice(input, field);
  return undefined;
}

function listAdvice(input: Record<string, unknown>, field: string): string | undefined {
  const [[name, value] = []] = Object.entries(input);
  if (name === undefined) return 'write "[]" for an empty list';
  if (field !== 'env') return `write each entry as "- name: ${name}"`;
  const isShown = typeof value === 'string' && value.length < 40 && !looksLikeCredential(name, value);
  return `write "- name: ${name}" and "value: ${isShown ? value : '…'}"`;
}

function tooSmall({ origin, minimum, input }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'number' || origin === 'int') return `${input} is below the minimum of ${minimum}`;
  if (minimum === 1) return 'Must not be empty';
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
