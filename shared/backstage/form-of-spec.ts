import { stringify } from 'yaml';
import { isRecord } from '../is-record.ts';
import type { Conversions } from './spec-of-form.ts';

/** Node of a page of a form. */
export interface FormNode {
  readonly [keyword: string]: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, FormNode>>;
  readonly items?: FormNode;
  readonly required?: readonly string[];
}

/** Fields of a form, and the conversions of their values. */
export interface FormFields {
  readonly fields: Readonly<Record<string, FormNode>>;
  readonly form: Conversions;
}

/** Key of the entries of an object that have no field of their own, as in templates. */
const furtherEntries = 'furtherEntries';

/** Returns the values of a form for the `spec` of a request, the inverse of `specOfForm`. Fields that the form does not show are left out. */
export function formOfSpec(spec: unknown, { fields, form }: FormFields): Record<string, unknown> {
  const shown = convert(spec, { node: { type: 'object', properties: fields }, path: 'spec' }, form);
  return isRecord(shown) ? shown : {};
}

/** Node of a form, with the path of its value in the request. */
interface Place {
  readonly node: FormNode;
  readonly path: string;
}

function convert(value: unknown, { node, path }: Place, form: Conversions): unknown {
  if (form.yaml?.includes(path)) return stringify(value);
  if (form.sections?.includes(path)) return [content(value, { node: node.items ?? {}, path }, form)];
  return content(value, { node, path }, form);
}

/** Returns the values of a field without the list of a section around them. */
function content(value: unknown, { node, path }: Place, form: Conversions): unknown {
  if (Array.isArray(value))
    return value.map((item) => convert(item, { node: node.items ?? {}, path: `${path}[]` }, form));
  if (!isRecord(value)) return node.type === 'string' ? String(value) : value;
  const topics = Object.entries(node.properties ?? {})
    .filter(([key]) => form.topics?.includes(`${path}.${key}`))
    .map(([key, { items = {} }]): [string, [string, unknown][]] => [
      key,
      known(value, { node: items, path }, form),
    ])
    .filter(([, entries]) => entries.length > 0)
    .map(([key, entries]): [string, unknown] => [key, [Object.fromEntries(entries)]]);
  return Object.fromEntries([
    ...known(value, { node, path }, form),
    ...topics,
    ...further(value, { node, path }, form),
  ]);
}

/** Returns the entries with a field. */
function known(
  value: Record<string, unknown>,
  { node: { properties = {} }, path }: Place,
  form: Conversions,
): [string, unknown][] {
  return Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
    const field = properties[key];
    return field === undefined ? [] : [[key, convert(one, { node: field, path: `${path}.${key}` }, form)]];
  });
}

/** Returns the entries without a field of their own, if the form has a field for all of them. */
function further(
  value: Record<string, unknown>,
  { node, path }: Place,
  form: Conversions,
): [string, unknown][] {
  const entries = Object.entries(value).filter(([key]) => node.properties?.[key] === undefined);
  const hasField = form.spread?.includes(`${path}.${furtherEntries}`);
  return hasField && entries.length > 0 ? [[furtherEntries, stringify(Object.fromEntries(entries))]] : [];
}
