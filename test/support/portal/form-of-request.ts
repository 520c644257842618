import { stringify } from 'yaml';
import type { Conversions } from '../../../shared/backstage/spec-of-form.ts';
import { isRecord } from '../../../shared/is-record.ts';

/** Node of a page of a form. */
export interface FormNode {
  readonly [keyword: string]: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, FormNode>>;
  readonly items?: FormNode;
  readonly required?: readonly string[];
}

/** Returns the values that a person enters into a form for a request: the inverse of the conversions. */
export function formOfRequest(value: unknown, node: FormNode, path: string, form: Conversions): unknown {
  if (form.yaml?.includes(path)) return stringify(value);
  if (form.sections?.includes(path))
    return [formOfRequest(value, { ...node.items, type: 'object' }, `${path}`, withoutSection(form, path))];
  if (node.type === 'string') return String(value);
  if (Array.isArray(value)) return value.map((item) => formOfRequest(item, node.items!, `${path}[]`, form));
  if (!isRecord(value)) return value;
  const known = Object.entries(value).filter(([key]) => node.properties?.[key] !== undefined);
  const further = Object.entries(value).filter(([key]) => node.properties?.[key] === undefined);
  const spread = `${path}.furtherEntries`;
  return Object.fromEntries([
    ...known.map(([key, one]) => [key, formOfRequest(one, node.properties![key]!, `${path}.${key}`, form)]),
    ...(form.spread?.includes(spread) && further.length > 0
      ? [['furtherEntries', stringify(Object.fromEntries(further))]]
      : []),
  ]);
}

function withoutSection(form: Conversions, path: string): Conversions {
  const others = (paths: readonly string[] = []): string[] => paths.filter((one) => one !== path);
  return { ...form, sections: others(form.sections) };
}
