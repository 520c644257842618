import type { Values } from '../../../shared/helm/chart.ts';
import { ask, type HelmVersion } from './tools.ts';

/** A chart for the batch program: a folder, or its files. */
export type ChartInput = { readonly dir: string } | { readonly files: Readonly<Record<string, string>> };

/** Render the chart with the layers apart, and with the merged file alone: the two must be the same. */
export interface Comparison {
  readonly id: string;
  readonly chart: ChartInput;
  /** Texts of values files, from the bottom to the top. */
  readonly layers: readonly string[];
  readonly merged: string;
  /** What the templates should see as `.Values`. */
  readonly effective?: Values;
  readonly release?: string;
  readonly namespace?: string;
}

/** One comparison that failed. */
export interface Mismatch {
  readonly id: string;
  readonly what: 'error' | 'manifest' | 'values' | 'effective';
  readonly apart?: unknown;
  readonly merged?: unknown;
  readonly layers: readonly string[];
}

/** What Helm makes of a chart and its layers. */
export interface Rendering {
  readonly values?: Values;
  readonly manifest?: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly error?: string;
}

/** A chart that shows all of its values and nothing else; not by toYaml, which sorts some keys by chance ("08", "0o8"). */
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

/** The comparisons that fail. @throws Error where not all of them were made */
export function compare(version: HelmVersion, comparisons: readonly Comparison[]): Mismatch[] {
  const answers = ask<Mismatch | { count: number }>(
    'render',
    ['-helm', String(version), 'compare'],
    comparisons,
  );
  const last = answers.pop();
  if (!last || !('count' in last) || last.count !== comparisons.length) {
    throw new Error(`render compared ${JSON.stringify(last)} of ${comparisons.length}`);
  }
  return answers as Mismatch[];
}

/** Renders each chart with its layers. */
export function renderAll(
  version: HelmVersion,
  questions: readonly Pick<Comparison, 'chart' | 'layers' | 'release' | 'namespace'>[],
): Rendering[] {
  return ask<Rendering>('render', ['-helm', String(version), 'values'], questions);
}
