import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseChartYaml } from '../../../shared/yaml.ts';
import { root } from './tools.ts';

/** Chart of the project on disk. */
export interface ChartFolder {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly production: string;
  readonly schema: JsonSchema;
  /** Values files of the chart's folder `ci`, by name: `minimal`, `everything`, … */
  readonly variants: ReadonlyMap<string, string>;
}

/** Keywords of a JSON Schema that the tests read. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** Returns every chart below promises/. @throws Error if there is none */
export function ourCharts(): ChartFolder[] {
  const folders = readdirSync(join(root, 'promises'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, 'promises', name, 'chart'))
    .filter((folder) => existsSync(join(folder, 'Chart.yaml')));
  if (folders.length === 0) throw new Error('no chart found under promises/');
  return folders.sort().map(readChart);
}

/** Returns the third-party charts that cases use. */
export function thirdPartyCharts(): Pick<ChartFolder, 'name' | 'version' | 'folder'>[] {
  const parent = join(root, 'test/third-party-charts');
  const folders = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => ({ ...readIdentity(join(parent, name)), folder: join(parent, name) }));
}

function readIdentity(folder: string): { name: string; version: string } {
  return parseChartYaml(read(join(folder, 'Chart.yaml')), 'Chart.yaml') as { name: string; version: string };
}

function readChart(folder: string): ChartFolder {
  const { name, version } = readIdentity(folder);
  return {
    name,
    version,
    folder,
    production: join(folder, 'values-production.yaml'),
    schema: JSON.parse(read(join(folder, 'values.schema.json'))) as JsonSchema,
    variants: readVariants(folder),
  };
}

function readVariants(chart: string): Map<string, string> {
  const folder = join(chart, 'ci');
  if (!existsSync(folder)) throw new Error(`${folder} is missing: add minimal.yaml and everything.yaml`);
  return new Map(
    readdirSync(folder)
      .sort()
      .map((file) => [file.replace(/\.yaml$/, ''), join(folder, file)]),
  );
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
