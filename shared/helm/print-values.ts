import { printCommentedYaml } from '../yaml/print-yaml.ts';
import type { Values } from './chart.ts';
import { type ChartDefaults, ownDefaults } from './chart-tree.ts';
import { isMap, type Layer, type LayerName, ownValue } from './layers.ts';

/** Merged values with their chart and layers. */
export interface PrintValuesOptions {
  readonly chart: ChartDefaults;
  /** Layers in order of precedence, lowest first. */
  readonly layers: readonly Layer[];
  /** `values` of mergeValues(chart, layers). */
  readonly merged: Values;
  /** Objects that the values come from: `ApplicationClaim team-a/shop`. */
  readonly sources?: readonly string[];
}

/**
 * Prints `values.yaml` with the layer of each value: the line of a key that a layer sets ends in a comment with the name
 * of the layer. An object or list that a single layer sets is marked once; in an object of several layers, each key is
 * marked. A line says if the file omits defaults of the chart.
 */
export function printValues({ chart, layers, merged, sources = [] }: PrintValuesOptions): string {
  const defaults = ownDefaults(chart);
  const root = { above: layers.toReversed(), chart: defaults };
  const from = sources.length === 0 ? '' : `# From ${sources.join(' and ')}\n`;
  const note = defaults === chart.values ? '' : subchartNote;
  return (
    from + header + note + printCommentedYaml<Origin>(merged, { root, enter, comment: ({ mark }) => mark })
  );
}

const header =
  '# Marked keys are set by that layer (production, platform, derived, request); all others are the defaults of the chart\n';

const subchartNote = '# Keys that subcharts see contain only what these layers set: Helm adds the defaults\n';

/** Origins of the value at one path. */
interface Origin {
  /** Layers with an object at this path, highest first; empty below a path that a single source sets. */
  readonly above: readonly Layer[];
  /** Values of the chart at this path. */
  readonly chart: Values;
  /** Layer that sets the whole value at this path. */
  readonly mark?: LayerName;
}

const unmarked: Origin = { above: [], chart: {} };

function enter({ above, chart }: Origin, key: string): Origin {
  if (above.length === 0) return unmarked;
  const setters = above.filter(({ values }) => Object.hasOwn(values, key));
  const [top] = setters;
  if (!top) return unmarked;
  const merging = mapsFromTop(setters, key);
  const defaults = ownValue(chart, key);
  if (merging.length === 0) return { ...unmarked, mark: top.name };
  if (isMap(defaults) && Object.keys(defaults).length > 0) return { above: merging, chart: defaults };
  const isWhole = merging.every(({ name }) => name === top.name);
  return isWhole ? { ...unmarked, mark: top.name } : { above: merging, chart: {} };
}

/** Returns the layers down to the first value that is not an object: it hides lower layers, but not the chart. */
function mapsFromTop(setters: readonly Layer[], key: string): Layer[] {
  const maps: Layer[] = [];
  for (const { name, values } of setters) {
    const value = ownValue(values, key);
    if (!isMap(value)) break;
    maps.push({ name, values: value });
  }
  return maps;
}
