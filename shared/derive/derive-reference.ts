import { group, version } from '../api-version.ts';
import { isRecord } from '../is-record.ts';
import { markdownCell, markdownRow } from '../markdown-cell.ts';
import type { PromiseDefinition, Topic } from '../promise/define-promise.ts';
import { deriveOpenApi, type SchemaNode } from './open-api.ts';

/**
 * Derives the reference page of a Promise: its description, an example, and every field with type, default, bounds and
 * description, grouped by topic.
 *
 * @param example YAML of the example request
 */
export function deriveReference(definition: PromiseDefinition, example: string): string {
  const { kind, plural, shortNames, summary, description, topics = () => [] } = definition;
  const names = [`\`${plural}.${group}\``, ...shortNames.map((name) => `\`${name}\``)].join(', ');
  const schema = deriveOpenApi(definition.schema());
  const rules = ruleRows(schema, 'spec');
  return [
    `# ${kind}`,
    '',
    `${summary}.`,
    '',
    description,
    '',
    `\`apiVersion: ${group}/${version}\`, namespaced; for kubectl ${names}.`,
    '',
    '## Example',
    '',
    '```yaml',
    example.trimEnd(),
    '```',
    '',
    '## Fields',
    '',
    ...fieldTables(fieldRows(schema, 'spec'), topics()),
    ...(rules.length === 0 ? [] : ['## Rules', '', '| field | rule |', '| --- | --- |', ...rules, '']),
  ].join('\n');
}

function children(node: SchemaNode, path: string): [string, SchemaNode, boolean][] {
  const required = new Set((node['required'] as string[] | undefined) ?? []);
  const properties = Object.entries((node['properties'] as Record<string, SchemaNode> | undefined) ?? {});
  return properties.map(([name, property]) => [`${path}.${name}`, property, required.has(name)]);
}

interface FieldRow {
  readonly path: string;
  readonly row: string;
}

/** Prints a table of the fields without a topic, then one of each topic. */
function fieldTables(rows: readonly FieldRow[], topics: readonly Topic[]): string[] {
  const placed = rows.map(({ path, row }) => ({ row, of: topicOf(path, topics) }));
  return [undefined, ...topics].flatMap((topic) => {
    const own = placed.filter(({ of }) => of === topic);
    if (own.length === 0) return [];
    const heading = topic === undefined ? [] : [`### ${topic.title}`, ''];
    const header = ['| field | type | default | description |', '| --- | --- | --- | --- |'];
    return [...heading, ...header, ...own.map(({ row }) => row), ''];
  });
}

/** Returns the topic that names a field, or else the next field above. */
function topicOf(path: string, topics: readonly Topic[]): Topic | undefined {
  const named = topics.find(({ fields }) => fields.includes(path));
  const above = path.slice(0, path.lastIndexOf('.')).replace(/\[\]$/, '');
  return named ?? (above === '' ? undefined : topicOf(above, topics));
}

function fieldRows(node: SchemaNode, path: string): FieldRow[] {
  return children(node, path).flatMap(([at, property, isRequired]) => {
    const items = property['items'] as SchemaNode | undefined;
    const cells = [
      `\`${at}\``,
      printType(property),
      printDefault(property, isRequired),
      markdownCell(String(property['description'] ?? '')),
    ];
    return [
      { path: at, row: markdownRow(cells) },
      ...fieldRows(property, at),
      ...(items === undefined ? [] : fieldRows(items, `${at}[]`)),
    ];
  });
}

function ruleRows(node: SchemaNode, path: string): string[] {
  const own = ((node['x-kubernetes-validations'] as { message: string }[] | undefined) ?? []).map(
    ({ message }) => markdownRow([`\`${path}\``, markdownCell(message)]),
  );
  const items = node['items'] as SchemaNode | undefined;
  return [
    ...own,
    ...children(node, path).flatMap(([at, property]) => ruleRows(property, at)),
    ...(items === undefined ? [] : ruleRows(items, `${path}[]`)),
  ];
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
  return value === undefined || isEmptyObject ? '' : `\`${markdownCell(JSON.stringify(value))}\``;
}
