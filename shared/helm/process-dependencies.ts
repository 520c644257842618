import type { ChartDependency, ChartNode } from './chart.ts';
import {
  type Coalescing,
  type Counter,
  coalesceValues,
  copyTable,
  isTable,
  mergeTables,
  type Table,
  type TableValue,
  toTable,
} from './coalesce-values.ts';
import { isInRange } from './version-range.ts';

/**
 * Dependencies of a chart, as Helm processes them: a port of `pkg/chart/v2/util/dependencies.go` of Helm 4.3.1. It selects
 * the enabled subcharts, names them by their aliases, and imports their values. Like Helm, it changes the loaded charts,
 * and two aliases of a chart share the metadata of the charts below it.
 */

/** Chart as Helm loads it. */
export interface LoadedChart {
  name: string;
  values: Table;
  subcharts: readonly LoadedChart[];
  /** Shared by copies of the chart. */
  readonly metadata: Metadata;
  /** Chart that it was loaded from. */
  readonly source: ChartNode;
}

interface Metadata {
  /** Undefined without the field `dependencies`, or once all are disabled. */
  dependencies: LoadedDependency[] | undefined;
}

interface LoadedDependency extends Omit<ChartDependency, 'name' | 'importValues'> {
  name: string;
  importValues: ChartDependency['importValues'];
  enabled: boolean;
}

/** Loads a chart with its subcharts. */
export function loadChart(source: ChartNode): LoadedChart {
  return {
    name: source.name,
    values: toTable(source.values),
    subcharts: (source.subcharts ?? []).toSorted(byNameAndVersion).map(loadChart),
    metadata: { dependencies: source.dependencies?.map((dependency) => ({ ...dependency, enabled: true })) },
    source,
  };
}

/** Compares two charts of a folder, which Helm reads in random order. */
function byNameAndVersion(one: ChartNode, other: ChartNode): number {
  const [left, right] = one.name === other.name ? [one.version, other.version] : [one.name, other.name];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Removes the disabled subcharts and imports the values of the others.
 *
 * @throws SubchartTypeError if the key of a subchart has a value that is not an object
 */
export function processDependencies(chart: LoadedChart, values: Table, counter: Counter): void {
  selectSubcharts(chart, values, { ...counter, path: '' });
  importValues(chart, { ...counter, merge: true, steps: [] });
}

/** Processes one chart (`processDependencyEnabled`). */
function selectSubcharts(
  chart: LoadedChart,
  values: Table,
  { path, count }: Counter & { readonly path: string },
): void {
  const dependencies = chart.metadata.dependencies;
  if (dependencies === undefined) return;
  chart.subcharts = listSubcharts(chart, dependencies, { count });
  for (const dependency of dependencies) dependency.enabled = true;
  const coalesced = coalesceValues(chart, values, { merge: false, steps: [], count });
  applyTags(dependencies, coalesced);
  applyConditions(dependencies, coalesced, path);
  const disabled = new Set(dependencies.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const enabled = chart.subcharts.filter(({ name }) => !disabled.has(name));
  const kept = dependencies.filter(({ name }) => !disabled.has(name));
  for (const subchart of enabled) {
    selectSubcharts(subchart, coalesced, { path: `${path}${subchart.name}.`, count });
  }
  chart.metadata.dependencies = kept.length === 0 ? undefined : kept;
  chart.subcharts = enabled;
}

/** Returns the charts that no dependency names, and then one for each dependency, named by its alias. */
function listSubcharts(
  chart: LoadedChart,
  dependencies: readonly LoadedDependency[],
  { count }: Counter,
): LoadedChart[] {
  const listed: LoadedChart[] = chart.subcharts.filter(
    (subchart) => !dependencies.some((dependency) => isChartOf(dependency, subchart, count)),
  );
  for (const dependency of dependencies) {
    const found = chart.subcharts.find((subchart) => isChartOf(dependency, subchart, count));
    if (found) listed.push(copyForAlias(found, dependency, { count }));
    if (dependency.alias !== '') dependency.name = dependency.alias;
  }
  return listed;
}

/** Work of a comparison with a range, in entries of values. */
const rangeWork = 100;

function isChartOf(
  { name, version }: LoadedDependency,
  subchart: LoadedChart,
  count: Counter['count'],
): boolean {
  if (subchart.name !== name) return false;
  count(rangeWork);
  return isInRange(subchart.source.version, version);
}

/** Copies a chart and, one level deep, its subcharts. Below, the copies share the metadata (`getAliasDependency`). */
function copyForAlias(chart: LoadedChart, { alias }: LoadedDependency, { count }: Counter): LoadedChart {
  count(1 + chart.subcharts.length);
  return {
    ...chart,
    name: alias === '' ? chart.name : alias,
    metadata: { dependencies: chart.metadata.dependencies?.map((dependency) => ({ ...dependency })) },
    subcharts: chart.subcharts.map((subchart) => ({ ...subchart })),
  };
}

/** Disables dependencies whose tags are all false. Values that are not booleans do not count. */
function applyTags(dependencies: readonly LoadedDependency[], values: Table): void {
  const switches = values.get('tags');
  if (!isTable(switches)) return;
  for (const dependency of dependencies) {
    const set = dependency.tags.map((tag) => switches.get(tag));
    dependency.enabled = set.includes(true) || !set.includes(false);
  }
}

/** Enables or disables dependencies by the first of their conditions that has a boolean value. */
function applyConditions(dependencies: readonly LoadedDependency[], values: Table, path: string): void {
  for (const dependency of dependencies) {
    for (const condition of trimSpace(dependency.condition).split(',')) {
      const value = condition === '' ? undefined : valueAt(values, (path + condition).split('.'));
      if (typeof value !== 'boolean') continue;
      dependency.enabled = value;
      break;
    }
  }
}

/** Trims white space as Go defines it: unlike JavaScript, with U+0085 and without U+FEFF. */
function trimSpace(text: string): string {
  return text.replace(/^[\t-\r\u0085\p{Z}]+|[\t-\r\u0085\p{Z}]+$/gu, '');
}

function valueAt(values: Table, keys: readonly string[]): TableValue | undefined {
  return keys.reduce<TableValue | undefined>(
    (value, key) => (isTable(value) ? value.get(key) : undefined),
    values,
  );
}

/** Imports the values of subcharts, the lowest charts first (`processDependencyImportValues`). */
function importValues(chart: LoadedChart, context: Coalescing): void {
  for (const subchart of chart.subcharts) {
    importValues(subchart, { ...context, steps: [...context.steps, subchart.name] });
  }
  const dependencies = chart.metadata.dependencies;
  if (dependencies === undefined) return;
  const values = coalesceValues(chart, new Map(), context);
  let imported: Table = new Map();
  for (const dependency of dependencies) {
    const { name } = dependency;
    for (const entry of dependency.importValues) {
      const { child, parent } =
        typeof entry === 'string' ? { child: `exports.${entry}`, parent: '.' } : entry;
      const table = valueAt(values, `${name}.${child}`.split('.'));
      if (!isTable(table)) continue;
      const source: Table = table.size === 0 ? new Map() : table;
      imported = mergeTables(imported, { ...context, source: nestTable(parent, source) });
    }
    // Helm replaces the entries with others that it does not read: a chart that shares them imports nothing.
    dependency.importValues = [];
  }
  chart.values = mergeTables(copyTable(values, context), { ...context, source: imported });
}

/** Returns a table below a path of keys; `.` is the top level. */
function nestTable(path: string, table: Table): Table {
  if (path === '.') return table;
  return path.split('.').reduceRight((below, key) => new Map([[key, below]]), table);
}
