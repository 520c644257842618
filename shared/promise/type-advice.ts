import type * as z from 'zod';
import { isRecord } from '../is-record.ts';
import { printableValue } from '../printable-value.ts';
import { scalarText } from '../scalar-text.ts';
import { looksLikeCredential } from './credential-rules.ts';
import { convertHint } from './legacy-fields.ts';
import { listFields } from './list-fields.ts';
import { boundsOf, fieldsOf, type SchemaNode, unwrap } from './schema-node.ts';

/** Objects that older requests wrote as a string, each with its present form unless the form follows from the string. */
const olderStrings: Readonly<Record<string, string | undefined>> = {
  image: '{repository: …, tag: …}',
  chart: '{name: …, version: …}',
  storage: undefined,
};

/** Objects with a field `enabled` that users write as true or false. */
const togglableObjects: Readonly<Record<string, string>> = {
  ingress: ' for the default host',
  autoscaling: '',
  healthCheck: '',
  backup: '',
};

/**
 * Suggests what to write instead of a value of the wrong type, derived from the schema at its path; undefined if there is
 * nothing to add to the expected type.
 */
export function typeAdvice(
  { expected, input, path }: z.core.$ZodIssueInvalidType,
  node: SchemaNode | undefined,
): string | undefined {
  const steps = path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (expected === 'object') return objectAdvice(input, steps, node);
  if (expected === 'array') return listAdvice(input, steps, node?._zod.def.element);
  const bounds =
    /^(number|int)$/.test(expected) && !/^-?\d+$/.test(scalarText(input)) ? boundsOf(node) : undefined;
  return (
    bounds && `write a ${expected === 'int' ? 'whole ' : ''}number from ${bounds.least} to ${bounds.most}`
  );
}

type Steps = readonly (string | number)[];

function objectAdvice(input: unknown, path: Steps, node: SchemaNode | undefined): string | undefined {
  const field = path.at(-1);
  if (field === undefined || !isScalar(input)) return undefined;
  if (typeof input === 'boolean' && Object.hasOwn(togglableObjects, field))
    return input ? `write "${field}: {}"${togglableObjects[field]}` : `write "${field}: {enabled: false}"`;
  const isOlder = typeof input === 'string' && Object.hasOwn(olderStrings, field);
  const form = (isOlder ? olderStrings[field] : undefined) ?? objectForm(input, path, node);
  if (form !== undefined && typeof field === 'number') return `write ${entryOf(form)}`;
  if (form !== undefined) return `write "${field}: ${form}"${isOlder ? convertHint : ''}`;
  const fields = fieldsOf(node);
  return fields.length === 0 ? undefined : `write its fields: ${listFields(fields)}`;
}

function listAdvice(input: unknown, path: Steps, element: SchemaNode | undefined): string | undefined {
  const entry = element && unwrap(element);
  const field = path.at(-1);
  if (isRecord(input)) return mapAdvice(input, path, fieldsOf(entry));
  const form = objectForm(input, path, entry);
  if (form !== undefined) return `write each entry as ${entryOf(form)}`;
  const word = wordOf(input, path);
  return word !== '…' && entry?.safeParse(input).success ? `write "${field}: [${word}]"` : undefined;
}

/** Suggests what to write instead of an object where a list is expected. Its keys are usually the names of the entries. */
function mapAdvice(input: Record<string, unknown>, path: Steps, fields: readonly string[]) {
  const [[name, value] = []] = Object.entries(input);
  if (name === undefined) return 'write "[]" for an empty list';
  if (fields.includes(name)) return `begin each entry with "- ", such as "- ${name}: …"`;
  if (!fields.includes('name')) return undefined;
  if (path.at(-1) !== 'env') return `write each entry as "- name: ${name}"`;
  return `write "- name: ${name}" and "value: ${wordOf(value, [...path, name])}"`;
}

/**
 * Returns an object with its required fields as `{name: team-a, image: …}`, or without required fields, with the first field
 * that accepts the scalar. The scalar becomes the field `name`, or else the only field that accepts it. A number that no
 * field accepts becomes a size in Gi.
 */
function objectForm(input: unknown, path: Steps, node: SchemaNode | undefined): string | undefined {
  const shape = node?._zod.def.shape;
  if (shape === undefined || !isScalar(input)) return undefined;
  const accepts = (field: string, value: unknown): boolean => shape[field]!.safeParse(value).success;
  const fields = fieldsOf(node);
  const required = fields.filter((field) => !accepts(field, undefined));
  const isSwitch = typeof input === 'boolean';
  const candidates =
    required.length > 0 ? required : fields.filter((field) => (field === 'enabled') === isSwitch);
  const values = typeof input === 'number' ? [input, `${input}Gi`] : [input];
  const value = values.find((one) => candidates.some((field) => accepts(field, one)));
  const fitting = value === undefined ? [] : candidates.filter((field) => accepts(field, value));
  const target =
    fitting.includes('name') || (required.length > 0 && fitting.length > 1) ? 'name' : fitting[0];
  const entries = (required.length > 0 ? required : fitting.slice(0, 1)).map(
    (field) => `${field}: ${field === target ? wordOf(value, [...path, field]) : '…'}`,
  );
  // An optional field without a value would be no more than a guess.
  return required.length === 0 && entries.every((entry) => entry.endsWith('…'))
    ? undefined
    : `{${entries.join(', ')}}`;
}

/** Returns an entry of a list: `"- name: web"`, or `"- {name: web, port: …}"` with several fields. */
function entryOf(form: string): string {
  return `"- ${form.includes(', ') ? form : form.slice(1, -1)}"`;
}

/** Returns a scalar as it is written in YAML without quotes, or an ellipsis for any other value and for a possible secret. */
function wordOf(value: unknown, path: Steps): string {
  const text = scalarText(value);
  const isWord = isScalar(value) && /^[\w./-]{1,39}$/.test(text);
  return isWord &&
    !looksLikeCredential(String(path.at(-1)), text) &&
    printableValue(value, path) !== undefined
    ? text
    : '…';
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
