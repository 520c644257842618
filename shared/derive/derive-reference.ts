import { group, version } from '../api-version.ts';
import { markdownCell, markdownRow } from '../markdown-cell.ts';
import type { PromiseDefinition, Topic } from '../promise/define-promise.ts';
import { fieldsOf } from './fields-of.ts';
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

/** Returns the topic of a field: the one that names it, otherwise that of the nearest field above. */
function topicOf(path: string, topics: readonly Topic[]): Topic | undefined {
  const named = topics.find(({ fields }) => fields.includes(path));
  const above = path.slice(0, path.lastIndexOf('.')).replace(/\[\]$/, '');
  return named ?? (above === '' ? undefined : topicOf(above, topics));
}

function fieldRows(node: SchemaNode, path: string): FieldRow[] {
  return fieldsOf(node).flatMap((field) => {
    const at = `${path}.${field.name}`;
    const cells = [`\`${at}\``, field.type, markdownCell(field.fallback), markdownCell(field.description)];
    return [
      { path: at, row: markdownRow(cells) },
      ...fieldRows(field.node, at),
      ...(field.items === undefined ? [] : fieldRows(field.items, `${at}[]`)),
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
    ...fieldsOf(node).flatMap((field) => ruleRows(field.node, `${path}.${field.name}`)),
    ...(items === undefined ? [] : ruleRows(items, `${path}[]`)),
  ];
}
