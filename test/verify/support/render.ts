import { parse } from 'yaml';
import type { Values } from '../../../shared/helm/chart.ts';
import { ask, type HelmVersion } from './tools.ts';

/** Chart for the batch program: a folder or an archive on disk, or its files. */
export type ChartInput = { readonly dir: string } | ChartFiles;

/** Files of a chart as text, with the files of its archives, by their paths in the chart. */
export interface ChartFiles {
  readonly files: Readonly<Record<string, string>>;
  readonly archives?: Readonly<Record<string, ChartFiles>>;
}

/** Comparison of a chart rendered with separate layers and with the merged file alone. Both must be equal. */
export interface Comparison {
  readonly id: string;
  readonly chart: ChartInput;
  /** Values files, from the bottom to the top. */
  readonly layers: readonly string[];
  readonly merged: string;
  /** Expected `.Values` of the templates. */
  readonly effective?: Values;
  readonly release?: string;
  readonly namespace?: string;
}

/** Failed comparison. */
export interface Mismatch {
  readonly id: string;
  readonly what: 'error' | 'manifest' | 'values' | 'effective' | 'expected' | 'expected error';
  readonly apart?: unknown;
  readonly merged?: unknown;
  readonly layers: readonly string[];
}

/** Result of Helm for a chart and its layers. */
export interface Rendering {
  readonly values?: Values;
  readonly manifest?: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly error?: string;
}

/** Returns a chart that renders only its values. It does not use toYaml, which sorts some keys at random ("08", "0o8"). */
export function showingChart(values: string, schema?: object): ChartInput {
  return {
    files: {
      'Chart.yaml': 'apiVersion: v2\nname: shown\nversion: 1.0.0\n',
      'values.yaml': values,
      'templates/values.yaml': '{{ toJson .Values }}\n',
      ...(schema ? { 'values.schema.json': JSON.stringify(schema) } : {}),
    },
  };
}

/** Comparison of the values of every chart of a tree. */
export interface TreeComparison extends Pick<Comparison, 'id' | 'chart' | 'layers' | 'merged'> {
  /** Expected values of each enabled chart; without charts, Helm must fail. */
  readonly expected?: { readonly charts?: readonly ChartValues[] };
}

/** Values of a chart, and the keys that lead to them. */
export interface ChartValues {
  readonly path: readonly string[];
  readonly values: Values;
}

/** Returns the failed comparisons. @throws Error if some were not made */
export function compare(version: HelmVersion, comparisons: readonly Comparison[]): Mismatch[] {
  return failures(version, { mode: 'compare', comparisons });
}

/** Returns the failed comparisons of trees. @throws Error if some were not made */
export function compareTrees(version: HelmVersion, comparisons: readonly TreeComparison[]): Mismatch[] {
  return failures(version, { mode: 'trees', comparisons });
}

function failures(
  version: HelmVersion,
  { mode, comparisons }: { readonly mode: string; readonly comparisons: readonly object[] },
): Mismatch[] {
  const answers = ask<Mismatch | { count: number }>('render', ['-helm', String(version), mode], comparisons);
  const last = answers.pop();
  if (!last || !('count' in last) || last.count !== comparisons.length) {
    throw new Error(`render compared ${JSON.stringify(last)} of ${comparisons.length}`);
  }
  return answers as Mismatch[];
}

/** Release to render: a chart and its values files. */
export type RenderQuestion = Pick<Comparison, 'chart' | 'layers' | 'release' | 'namespace'>;

/** Renders each chart with its layers. @throws Error if the program fails */
export function renderAll(version: HelmVersion, questions: readonly RenderQuestion[]): Rendering[] {
  return ask<Rendering>('render', ['-helm', String(version), 'values'], questions);
}

/** Returns the objects that Helm 4 renders for a release. @throws Error if Helm refuses it */
export function renderObjects<Item extends object = Values>(question: RenderQuestion): Item[] {
  const [{ error, manifest = {} }] = renderAll(4, [question]) as [Rendering];
  if (error !== undefined) throw new Error(error);
  return Object.values(manifest)
    .flatMap((text) => text.split(/^---$/m))
    .map((text) => parse(text) as Item | null)
    .filter((object) => object !== null);
}
