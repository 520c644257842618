import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Problem } from '../../shared/errors.ts';
import type { Values, ValuesValidator } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';

/** Keywords of a JSON Schema that the tests read. */
export interface Schema {
  type?: string | string[];
  description?: string;
  additionalProperties?: boolean | Schema;
  properties?: Record<string, Schema>;
  items?: Schema;
  'x-audience'?: string;
}

const promises = join(import.meta.dirname, '..', '..', 'promises');
/** Charts below promises/, read and compiled. */
export const charts = readdirSync(promises)
  .filter((folder) => existsSync(join(promises, folder, 'chart', 'Chart.yaml')))
  .map(readChart);
/** Returns the chart of a name. */
export const chart = (name: string): ReturnType<typeof readChart> =>
  charts.find((candidate) => candidate.name === name)!;

function readChart(folder: string) {
  const path = (file: string): string => join(promises, folder, 'chart', file);
  const text = (file: string): string => readFileSync(path(file), 'utf8');
  const schema = JSON.parse(text('values.schema.json')) as Schema;
  let compiled: ValuesValidator | undefined;
  return {
    name: folder === 'application-claim' ? 'microservice' : folder,
    /** Returns a rule and the file that breaks it, as the message of an assertion. */
    rule: (rule: string, file: string): string => `${rule}: promises/${folder}/chart/${file}`,
    config: parse(text('Chart.yaml')) as Record<string, unknown>,
    files: readdirSync(path('.')),
    text: { values: text('values.yaml'), production: text('values-production.yaml') },
    values: parse(text('values.yaml')) as Values,
    production: parse(text('values-production.yaml')) as Values,
    schema,
    /** Compiles the schema at its first use. */
    validate: (values: Values): Problem[] => {
      compiled ??= compileValuesSchema(schema);
      return compiled(values);
    },
    testValues: readdirSync(path('ci')),
    templates: readdirSync(path('templates')).map((name) => ({ name, text: text(join('templates', name)) })),
  };
}

/** Returns every schema below one, including those of list items, with its path. */
export function* schemasOf(schema: Schema, path: readonly string[] = []): Generator<[string[], Schema]> {
  yield [[...path], schema];
  for (const [key, below] of Object.entries(schema.properties ?? {})) yield* schemasOf(below, [...path, key]);
  if (schema.items !== undefined) yield* schemasOf(schema.items, [...path, '[]']);
}

/** Returns whether a schema lists every allowed key. */
export const isClosed = (schema: Schema | undefined): boolean => schema?.additionalProperties === false;

/** Returns the paths of values, down to free maps and lists. */
export function keyPaths(values: Values, schema: Schema | undefined, path = ''): string[] {
  if (!isClosed(schema)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const below = schema?.properties?.[key];
    return [path + key, ...(isMap(value) ? keyPaths(value, below, `${path}${key}.`) : [])];
  });
}

/** Returns the schema at a path of {@link schemasOf}. */
export function at(schema: Schema, path: readonly string[]): Schema | undefined {
  return path.reduce<Schema | undefined>(
    (below, key) => (key === '[]' ? below?.items : below?.properties?.[key]),
    schema,
  );
}

/** Returns the value paths that the chart's schema refuses after these layers are merged. */
export function refusedPaths(name: string, ...layers: unknown[]): string[] {
  const { values, validate } = chart(name);
  const merged = mergeValues(
    { values },
    layers.map((layer) => ({ name: 'request', values: layer as Values })),
  );
  return validate(merged.values).map((problem) => problem.path);
}
