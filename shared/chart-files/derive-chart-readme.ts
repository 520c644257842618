import { isDeepStrictEqual } from 'node:util';
import type { Value, Values } from '../helm/chart.ts';
import { isMap, ownValue } from '../helm/layers.ts';
import { valuePath } from '../helm/value-path.ts';
import { markdownCell, markdownRow } from '../markdown-cell.ts';
import { isSchema, type JSONSchema, resolvePointer } from '../schema/json-schema.ts';
import { describeType } from '../schema/schema-type.ts';
import { readChartFiles, readChartMetadata } from './chart-files.ts';
import { readValueComments } from './value-comments.ts';

/**
 * Derives the README of a chart from its files: a description, and every value with its type, bounds, default,
 * production default and meaning.
 *
 * @param files files of the chart, by path
 * @throws RequestError `InvalidChart` with the file that is missing or invalid
 */
export function deriveChartReadme(files: ReadonlyMap<string, Uint8Array>): string {
  const { name, version, appVersion, values, productionValues, schema } = readChartFiles(files);
  const { description } = readChartMetadata(files);
  const root = isSchema(schema) ? schema : {};
  const comments = readValueComments(new TextDecoder().decode(files.get('values.yaml')));
  const rows = rowsBelow(
    { steps: [], schema: root, values, production: productionValues ?? {}, isClosed: false },
    { root, comments },
  );
  return [
    `# ${name}`,
    '',
    ...(description ? [`${description}.`, ''] : []),
    `Chart version ${version}${appVersion === undefined ? '' : `, for application version ${appVersion}`}.`,
    '',
    '## Values',
    '',
    ...(productionValues ? ['`values-production.yaml` sets the column "production".'] : []),
    'The free `values` of a request can set every value except those marked "platform only".',
    '`values.schema.json` describes the items of lists.',
    '',
    markdownRow(['value', 'type', 'default', 'production', 'meaning']),
    markdownRow(['---', '---', '---', '---', '---']),
    ...rows,
    '',
  ].join('\n');
}

interface Position {
  readonly steps: readonly string[];
  readonly schema: JSONSchema;
  readonly values: Values;
  readonly production: Values;
  /** True if only the platform team can set the value or one above it. */
  readonly isClosed: boolean;
}

interface Source {
  readonly root: JSONSchema;
  readonly comments: ReadonlyMap<string, string>;
}

/** Returns rows in the order of `values.yaml`, followed by values that only production or the schema has. */
function rowsBelow(position: Position, source: Source): string[] {
  const keys = new Set([
    ...Object.keys(position.values),
    ...Object.keys(position.production),
    ...Object.keys(getProperties(position.schema)),
  ]);
  return [...keys].flatMap((key) => rowsFor(key, { position, source }));
}

function rowsFor(key: string, { position, source }: { position: Position; source: Source }): string[] {
  const steps = [...position.steps, key];
  const schema = resolveReference(getProperties(position.schema)[key], source.root);
  const isClosed = position.isClosed || schema['x-audience'] === 'platform';
  const value = ownValue(position.values, key);
  const production = ownValue(position.production, key);
  const isGroup = isMap(value ?? {}) && Object.keys(getProperties(schema)).length > 0;
  const path = valuePath(steps);
  const meaning = source.comments.get(path) ?? String(schema['description'] ?? '');
  const row = markdownRow([
    `\`${path}\``,
    isGroup ? '' : markdownCell(describeType(schema)),
    isGroup ? '' : printCell(value),
    isGroup || isDeepStrictEqual(value, production) ? '' : printCell(production),
    [markdownCell(meaning), ...(isClosed ? ['**Platform only**'] : [])].join(' ').trim(),
  ]);
  if (!isGroup) return [row];
  const below = { steps, schema, values: asMap(value), production: asMap(production), isClosed };
  return [row, ...rowsBelow(below, source)];
}

function getProperties(schema: JSONSchema): JSONSchema {
  return isSchema(schema['properties']) ? schema['properties'] : {};
}

/** Resolves one local reference; the built-in charts have no chains of references. */
function resolveReference(schema: unknown, root: JSONSchema): JSONSchema {
  if (!isSchema(schema)) return {};
  const target = typeof schema['$ref'] === 'string' ? resolvePointer(root, schema['$ref']) : schema;
  return isSchema(target) ? target : {};
}

function printCell(value: Value | undefined): string {
  return value === undefined ? '' : markdownCell(`\`${JSON.stringify(value)}\``);
}

function asMap(value: Value | undefined): Values {
  return isMap(value) ? value : {};
}
