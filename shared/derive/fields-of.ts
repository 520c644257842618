import { isRecord } from '../is-record.ts';
import type { SchemaNode } from './open-api.ts';

/** Field of a schema, described for people. */
export interface DescribedField {
  readonly name: string;
  /** Type with its bounds, in Markdown: `string, at most 63 characters`. */
  readonly type: string;
  /** Default in Markdown, or `required`; empty without one. */
  readonly fallback: string;
  readonly description: string;
  readonly node: SchemaNode;
  /** Schema of the items of a list. */
  readonly items?: SchemaNode;
}

/** Returns the fields of an object, in their order; none for other nodes. */
export function fieldsOf(node: SchemaNode): DescribedField[] {
  const required = new Set((node['required'] as string[] | undefined) ?? []);
  const properties = Object.entries((node['properties'] as Record<string, SchemaNode> | undefined) ?? {});
  return properties.map(([name, property]) => {
    const items = property['items'] as SchemaNode | undefined;
    return {
      name,
      type: printType(property),
      fallback: printDefault(property, required.has(name)),
      description: String(property['description'] ?? ''),
      node: property,
      ...(items === undefined ? {} : { items }),
    };
  });
}

function printType(node: SchemaNode): string {
  if (node['x-kubernetes-int-or-string'] === true) return `integer or string, ${printRange(node, 'Length')}`;
  if (node['type'] === undefined) return 'quantity';
  if (node['enum'] !== undefined) return (node['enum'] as string[]).map((word) => `\`${word}\``).join(', ');
  if (node['type'] === 'array') {
    const item = printType(node['items'] as SchemaNode);
    const bounds = printRange(node, 'Items');
    return `list of ${item.includes(',') ? `(${item})` : item}${bounds === '' ? '' : `, ${bounds}`}`;
  }
  if (node['type'] === 'object' && node['properties'] === undefined) return 'object';
  const bounds =
    node['type'] === 'integer' ? `${node['minimum']}–${node['maximum']}` : printRange(node, 'Length');
  return bounds === '' ? String(node['type']) : `${node['type']}, ${bounds}`;
}

function printRange(node: SchemaNode, of: 'Items' | 'Length'): string {
  const [least, most] = [node[`min${of}`], node[`max${of}`]];
  if (most === undefined) return '';
  const unit = of === 'Items' ? 'items' : 'characters';
  return `${least === undefined ? `at most ${most}` : `${least}–${most}`} ${unit}`;
}

function printDefault(node: SchemaNode, isRequired: boolean): string {
  if (isRequired) return 'required';
  const value = node['default'];
  const isEmptyObject = isRecord(value) && Object.keys(value).length === 0;
  return value === undefined || isEmptyObject ? '' : `\`${JSON.stringify(value)}\``;
}
