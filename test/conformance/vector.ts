import { readTree } from '../../shared/chart-files/read-subcharts.ts';
import type { ChartNode, Value, Values } from '../../shared/helm/chart.ts';
import { parseJson } from '../../shared/parse-json.ts';

/** Chart of a vector. */
export interface VectorChart {
  /** `Chart.yaml`: name, version and maybe dependencies. */
  readonly metadata: Values;
  /** `values.yaml`; absent without the file. */
  readonly values?: Values;
  /** `requirements.yaml`; absent without the file. */
  readonly requirements?: Values;
  /** Charts in the folder `charts`, by the name of their folder, or of their archive: `cache`, `cache-1.0.0.tgz`. */
  readonly charts?: Readonly<Record<string, VectorChart>>;
}

/** Chart tree and values files, with what Helm computes. */
export interface Vector {
  readonly id: string;
  readonly chart: VectorChart;
  /** Values files, lowest first. */
  readonly layers: readonly Values[];
}

/** Vector with the result of Helm 4. */
export interface ExpectedVector extends Vector {
  /** Values of the root, which contain those of its subcharts; absent after an error. */
  readonly values?: Values;
  /** Enabled subcharts, each as the keys that lead to its values. */
  readonly charts?: readonly (readonly string[])[];
  /** True if Helm fails. */
  readonly error?: true;
  /** Present if Helm 3 has another result. */
  readonly helm3?: 'differs';
}

/** Files of a chart as text, with its archives. */
export interface VectorFiles {
  readonly files: Readonly<Record<string, string>>;
  readonly archives: Readonly<Record<string, VectorFiles>>;
}

/** Returns the files of a chart. JSON is YAML. */
export function toFiles({ metadata, values, requirements, charts = {} }: VectorChart): VectorFiles {
  const files: Record<string, string> = { 'Chart.yaml': JSON.stringify(metadata) };
  const archives: Record<string, VectorFiles> = {};
  if (values) files['values.yaml'] = JSON.stringify(values);
  if (requirements) files['requirements.yaml'] = JSON.stringify(requirements);
  for (const [entry, chart] of Object.entries(charts)) {
    const below = toFiles(chart);
    if (entry.endsWith('.tgz')) archives[`charts/${entry}`] = below;
    else {
      for (const [path, text] of Object.entries(below.files)) files[`charts/${entry}/${path}`] = text;
      for (const [path, inner] of Object.entries(below.archives)) archives[`charts/${entry}/${path}`] = inner;
    }
  }
  return { files, archives };
}

/** Reads a chart as the pipeline does, except for its values, which are data already. @throws RequestError if refused */
export function readVectorChart(chart: VectorChart): ChartNode {
  const { name, version } = chart.metadata;
  const files = toChartFiles(toFiles(withoutValues(chart)));
  return withValues({ name: String(name), version: String(version), values: {}, ...readTree(files) }, chart);
}

function withoutValues({ values: _, charts, ...chart }: VectorChart): VectorChart {
  if (!charts) return chart;
  const below = Object.entries(charts).map(([entry, inner]) => [entry, withoutValues(inner)] as const);
  return { ...chart, charts: Object.fromEntries(below) };
}

function withValues<Node extends ChartNode>(node: Node, { values = {}, charts = {} }: VectorChart): Node {
  const subcharts = node.subcharts?.map((subchart) => withValues(subchart, charts[subchart.entry]!));
  return { ...node, values, ...(subcharts && { subcharts }) };
}

type ChartFiles = Parameters<typeof readTree>[0];

function toChartFiles({ files, archives }: VectorFiles): ChartFiles {
  const encoder = new TextEncoder();
  return {
    files: new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)])),
    archives: new Map(Object.entries(archives).map(([path, below]) => [path, toChartFiles(below)])),
    templates: new Map(),
    packed: new Set(
      [...Object.keys(files), ...Object.keys(archives)].filter((path) => path.startsWith('charts/')),
    ),
  };
}

/** Parses lines of JSON. */
export function parseLines<Line>(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line) as Line);
}

/** Returns values with their keys sorted at every level, so that equal values print equally. */
export function sortKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key]!)]));
}
