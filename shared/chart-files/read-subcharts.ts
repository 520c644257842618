import type {
  ChartDependency,
  ChartNode,
  ImportedValues,
  Subchart,
  TemplateObjects,
  Value,
  Values,
} from '../helm/chart.ts';
import { isMap, ownValue } from '../helm/layers.ts';
import { isHelmVersion } from '../helm/version-range.ts';
import { quotedName } from '../printable-value.ts';
import { parseChartYaml } from '../yaml.ts';
import { decode, invalidChartFile, readSchema, readValues } from './chart-files.ts';

/** Files of a chart, from a folder or an archive. */
export interface ChartFiles {
  /** Content of the files that determine the values, by path in the chart. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Files of the archives in `charts` folders, by path in the chart. */
  readonly archives: ReadonlyMap<string, ChartFiles>;
  /** Hooks and kinds of the templates, by path in the chart. */
  readonly templates: ReadonlyMap<string, TemplateObjects>;
  /** Paths of all files in the folder `charts`. */
  readonly packed: ReadonlySet<string>;
}

/** Maximum depth of nested charts. */
const maxDepth = 20;

/** Files of a chart that determine the values of the charts above it. */
const treeFile =
  /^(?:charts\/[^/_.][^/]*\/)+(?:Chart\.yaml|requirements\.yaml|values\.yaml|values\.schema\.json)$/;

const treeArchive = /^(?:charts\/[^/_.][^/]*\/)*charts\/[^/_.][^/]*\.tgz$/;

/** Returns true for a file of a subchart in a folder that determines its values. */
export function isSubchartFile(path: string): boolean {
  return treeFile.test(path);
}

/** Returns true for a packaged subchart. Helm skips names that start with `_` or `.`. */
export function isSubchartArchive(path: string): boolean {
  return treeArchive.test(path);
}

/** Position of a chart in the tree. */
interface Position {
  /** Path of its files in the root chart: `charts/cache/`; empty for the root. */
  readonly at: string;
  readonly depth: number;
}

/**
 * Reads the dependencies of a chart and the charts in its folder `charts`, as Helm does.
 *
 * @throws RequestError `InvalidChart` with the first file that Helm cannot load
 */
export function readTree(
  chart: ChartFiles,
  position: Position = { at: '', depth: 0 },
): Pick<ChartNode, 'dependencies' | 'subcharts' | 'templates'> {
  const dependencies = readDependencies(readMetadata(chart.files, position.at), position.at);
  const subcharts = listEntries(chart).map((entry) => readSubchart(entry, { chart, position }));
  return {
    ...(dependencies && { dependencies }),
    ...(subcharts.length > 0 && { subcharts }),
    ...templatesOf(chart, position.at),
  };
}

/** Returns the hooks and kinds of a chart's own templates, with their paths in the root chart. */
function templatesOf({ templates }: ChartFiles, at: string): Pick<ChartNode, 'templates'> {
  const own = [...templates].filter(([path]) => !path.startsWith('charts/')).map(([, objects]) => objects);
  const withPath = <Fact extends { readonly path: string }>(fact: Fact): Fact => ({
    ...fact,
    path: `${at}${fact.path.replace(/^(?:charts\/[^/]+\/)+/, '')}`,
  });
  const deleteHooks = own.flatMap((objects) => objects.deleteHooks).map(withPath);
  const kinds = own.flatMap((objects) => objects.kinds).map(withPath);
  return deleteHooks.length + kinds.length === 0 ? {} : { templates: { deleteHooks, kinds } };
}

/** Returns the names in the folder `charts` that Helm reads as charts, sorted. */
function listEntries({ packed }: ChartFiles): string[] {
  const names = [...packed].filter((path) => !path.endsWith('.prov')).map((path) => path.split('/')[1]!);
  return [...new Set(names)].filter((name) => !/^[_.]/.test(name)).sort();
}

function readSubchart(
  entry: string,
  { chart, position }: { readonly chart: ChartFiles; readonly position: Position },
): Subchart {
  const path = `charts/${entry}`;
  const at = `${position.at}${path}/`;
  const depth = position.depth + 1;
  if (depth > maxDepth)
    throw invalidChartFile(`${position.at}${path}`, `more than ${maxDepth} charts inside each other`);
  const files = entry.endsWith('.tgz') ? chart.archives.get(path) : filesBelow(chart, `${path}/`);
  if (!files) throw invalidChartFile(`${position.at}${path}`, 'must be an archive, not a folder');
  const metadata = readMetadata(files.files, at);
  const { name, version } = readIdentity(metadata, at);
  const schema = files.files.get('values.schema.json');
  return {
    entry,
    name,
    version,
    values: readValues(`${at}values.yaml`, files.files.get('values.yaml')),
    ...(schema && { schema: readSchema(schema, `${at}values.schema.json`) }),
    ...readTree(files, { at, depth }),
  };
}

function filesBelow({ files, archives, templates, packed }: ChartFiles, folder: string): ChartFiles {
  const below = <Content>(all: ReadonlyMap<string, Content>): Map<string, Content> =>
    new Map(
      [...all].flatMap(([path, content]) =>
        path.startsWith(folder) ? [[path.slice(folder.length), content]] : [],
      ),
    );
  const inFolder = [...packed].filter((path) => path.startsWith(`${folder}charts/`));
  return {
    files: below(files),
    archives: below(archives),
    templates: below(templates),
    packed: new Set(inFolder.map((path) => path.slice(folder.length))),
  };
}

/** Reads `Chart.yaml` and lays `requirements.yaml` over it, as Go decodes both into one structure. */
function readMetadata(files: ReadonlyMap<string, Uint8Array>, at: string): Values {
  const chart = readObject('Chart.yaml', { files, at });
  if (!chart) throw invalidChartFile(`${at}Chart.yaml`, 'the file is missing');
  const requirements = readObject('requirements.yaml', { files, at }) ?? {};
  const [declared, required] = [field(chart, 'dependencies'), field(requirements, 'dependencies')];
  const metadata = { ...chart };
  for (const [key, value] of Object.entries(requirements)) if (value !== null) metadata[key] = value;
  if (required !== undefined) {
    metadata['dependencies'] =
      Array.isArray(declared) && Array.isArray(required) ? overlay(declared, required) : required;
  }
  return metadata;
}

/** Decodes list items as Go does: into the items that the list had before, so that fields without a value stay. */
function overlay(declared: readonly Value[], required: readonly Value[]): Value[] {
  return required.map((item, index) => {
    const before = declared[index];
    return isMap(item) && isMap(before) ? { ...before, ...item } : item;
  });
}

function readObject(
  name: string,
  { files, at }: { readonly files: ReadonlyMap<string, Uint8Array>; readonly at: string },
): Values | undefined {
  const file = files.get(name);
  if (!file) return undefined;
  const content = parseChartYaml(decode(`${at}${name}`, file), `${at}${name}`);
  if (content === null) return {};
  if (!isMap(content)) throw invalidChartFile(`${at}${name}`, 'must be an object');
  return content;
}

/** Returns a field. Go ignores the case of its name. */
function field(object: Values, name: string): Value | undefined {
  const exact = ownValue(object, name);
  if (exact !== undefined) return exact;
  const key = Object.keys(object).find((other) => other.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}

/** Returns name and version of a subchart, with the checks of Helm (`Metadata.Validate`). */
function readIdentity(metadata: Values, at: string): { name: string; version: string } {
  const file = `${at}Chart.yaml`;
  const name = printable(readText(field(metadata, 'name'), { file, name: 'name' }));
  if (name === '' || name === '.' || name === '..' || name.includes('/')) {
    throw invalidChartFile(file, `the name${quotedName(name)} is invalid`);
  }
  const version = readText(field(metadata, 'version'), { file, name: 'version' });
  if (!isHelmVersion(version)) throw invalidChartFile(file, `the version${quotedName(version)} is invalid`);
  const type = readText(field(metadata, 'type'), { file, name: 'type' });
  if (!['', 'application', 'library'].includes(type)) {
    throw invalidChartFile(file, 'the type must be "application" or "library"');
  }
  return { name, version };
}

function readDependencies(metadata: Values, at: string): ChartDependency[] | undefined {
  const file = `${at}Chart.yaml`;
  const declared = field(metadata, 'dependencies');
  if (declared === undefined || declared === null) return undefined;
  if (!Array.isArray(declared)) throw invalidChartFile(file, 'dependencies must be a list');
  const keys = new Set<string>();
  return declared.map((entry) => {
    if (!isMap(entry)) throw invalidChartFile(file, 'each dependency must be an object');
    const dependency = readDependency(entry, file);
    const key = dependency.alias || dependency.name;
    if (keys.has(key)) throw invalidChartFile(file, `duplicate dependency name or alias${quotedName(key)}`);
    keys.add(key);
    return dependency;
  });
}

function readDependency(entry: Values, file: string): ChartDependency {
  const text = (name: string): string => readText(field(entry, name), { file, name });
  const list = (name: string): readonly unknown[] => {
    const value = field(entry, name) ?? [];
    if (!Array.isArray(value)) throw invalidChartFile(file, `${name} of a dependency must be a list`);
    return value;
  };
  const alias = text('alias');
  if (!/^[a-zA-Z0-9_-]*$/.test(alias))
    throw invalidChartFile(file, `the alias${quotedName(alias)} is invalid`);
  return {
    name: printable(text('name')),
    version: printable(text('version')),
    alias,
    condition: printable(text('condition')),
    tags: list('tags').map((tag) => printable(readText(tag, { file, name: 'tags' }))),
    importValues: list('import-values').flatMap(readImport),
  };
}

/** Returns an entry of `import-values`; none for a type that Helm skips. */
function readImport(entry: unknown): ImportedValues[] {
  if (typeof entry === 'string') return [entry];
  if (!isMap(entry)) return [];
  return [{ child: printGoValue(ownValue(entry, 'child')), parent: printGoValue(ownValue(entry, 'parent')) }];
}

/** Prints a value as Go's `%v` does; a missing one is `<nil>`. */
function printGoValue(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Returns a scalar as Helm reads it into a string. */
function readText(value: unknown, { file, name }: { readonly file: string; readonly name: string }): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') throw invalidChartFile(file, `${name} must be a string`);
  return String(value);
}

/** Replaces white space by spaces and removes characters that cannot be printed (`sanitizeString`). */
function printable(text: string): string {
  return text.replace(/[\t-\r\u0085\p{Z}]/gu, ' ').replace(/\p{C}/gu, '');
}
