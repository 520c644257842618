import { type Problem, problem } from '../errors.ts';
import type { ChartNode, Values } from './chart.ts';
import {
  coalesceValues,
  EndlessValuesError,
  fromTable,
  globalKey,
  isTable,
  SubchartTypeError,
  type Table,
  toTable,
} from './coalesce-values.ts';
import { type LoadedChart, loadChart, processDependencies } from './process-dependencies.ts';
import { valuePath } from './value-path.ts';

/** Enabled chart of a tree with the values that its templates and its schema see. */
export interface ChartValues {
  readonly chart: ChartNode;
  /** Keys from the values of the release to those of the chart; empty for the root. */
  readonly steps: readonly string[];
  readonly values: Values;
}

/** Values that Helm computes for a release. */
export interface TreeValues {
  /** Values of the root, which contain those of its subcharts. */
  readonly values: Values;
  /** The root, and then its enabled subcharts, each before those below it. */
  readonly charts: readonly ChartValues[];
}

/** Maximum number of entries that are copied or compared. Aliases can multiply the charts of a small archive. */
const maxEntries = 5_000_000;

/**
 * Returns the values that Helm computes from one values file for each enabled chart of a tree: aliases, tags, conditions,
 * globals and imported values apply (Helm 4.3.1, `ProcessDependencies` and `CoalesceValues`).
 *
 * @param values content of the values file
 * @returns a problem if the tree is too large, or if Helm fails: the key of a subchart has a value that is not an object, or
 *   imported values contain themselves
 */
export function coalesceTree(chart: ChartNode, values: Values): TreeValues | Problem {
  let entries = 0;
  const count = (more: number): void => {
    entries += more;
    if (entries > maxEntries) throw new EndlessValuesError(`have more than ${maxEntries} entries`);
  };
  const [loaded, table] = [loadChart(chart), toTable(values)];
  try {
    processDependencies(loaded, table, { count });
    const coalesced = coalesceValues(loaded, table, { merge: false, steps: [], count });
    return { values: fromTable(coalesced), charts: [...chartsOf(loaded, coalesced)] };
  } catch (error) {
    if (error instanceof EndlessValuesError) {
      const detail = `the values of its subcharts ${error.message}; use another chart`;
      return problem('', `Chart "${chart.name}" ${chart.version} is refused: ${detail}`);
    }
    if (!(error instanceof SubchartTypeError)) throw error;
    const key = error.steps.at(-1)!;
    return problem(
      valuePath(error.steps),
      `Must be an object: "${key}" is the key of a subchart; set an object with its values, or remove the key`,
    );
  }
}

function* chartsOf(
  { source, subcharts }: LoadedChart,
  values: Table,
  steps: readonly string[] = [],
): Generator<ChartValues> {
  yield { chart: source, steps, values: fromTable(values) };
  for (const subchart of subcharts) {
    const below = values.get(subchart.name);
    if (isTable(below)) yield* chartsOf(subchart, below, [...steps, subchart.name]);
  }
}

/** Part of a chart that decides which of its keys subcharts see. */
export type ChartDefaults = Pick<ChartNode, 'values' | 'dependencies' | 'subcharts'>;

/**
 * Returns a chart's defaults without the keys that subcharts see. Helm treats a null of a values file and one of the
 * chart's `values.yaml` differently there, so a file must not repeat these defaults. May omit more keys than necessary.
 */
export function ownDefaults({ values, dependencies = [], subcharts = [] }: ChartDefaults): Values {
  if (dependencies.length === 0 && subcharts.length === 0) return values;
  const parents = dependencies.flatMap(({ importValues }) =>
    importValues.map((entry) => (typeof entry === 'string' ? '.' : entry.parent)),
  );
  if (parents.includes('.')) return {};
  const seen = new Set([
    globalKey,
    ...dependencies.flatMap(({ name, alias }) => [name, alias]),
    ...subcharts.flatMap(({ name, entry }) => [name, entry, entry.replace(/\.tgz$/, '')]),
    ...parents.map((parent) => parent.split('.', 1)[0]!),
  ]);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !seen.has(key)));
}
