import { printCommentedYaml } from '../yaml/print-yaml.ts';
import type { Values } from './chart.ts';
import { isMap, type Layer, type LayerName, ownValue } from './layers.ts';

/** The merged values and what they were made of. */
export interface PrintValuesOptions {
  readonly chart: Values;
  /** From the bottom to the top. */
  readonly layers: readonly Layer[];
  /** `values` of mergeValues(chart, layers). */
  readonly merged: Values;
}

/**
 * `values.yaml`, which explains itself: the line of a key that a layer above the chart set ends in that layer's name.
 * A map or list that one layer brought as a whole is marked once; in a map that several made, each key is marked.
 */
export function printValues({ chart, layers, merged }: PrintValuesOptions): string {
  const root = { above: layers.toReversed(), chart };
  return header + printCommentedYaml<Origin>(merged, { root, enter, comment: ({ mark }) => mark });
}

const header =
  '# Marked keys are set by that layer (production, platform, request); all others are the defaults of the chart\n';

/** Origins of the value at one path. */
interface Origin {
  /** The layers that have a map here, from the top to the bottom; none below a place that one source brought whole. */
  readonly above: readonly Layer[];
  /** Values of the chart at this path. */
  readonly chart: Values;
  /** The layer that brought this place as a whole. */
  readonly mark?: LayerName;
}

const own: Origin = { above: [], chart: {} };

function enter({ above, chart }: Origin, key: string): Origin {
  if (above.length === 0) return own;
  const setters = above.filter(({ values }) => Object.hasOwn(values, key));
  const [top] = setters;
  if (!top) return own;
  const merging = mapsFromTop(setters, key);
  const defaults = ownValue(chart, key);
  if (merging.length === 0) return { ...own, mark: top.name };
  if (isMap(defaults) && Object.keys(defaults).length > 0) return { above: merging, chart: defaults };
  const isWhole = merging.every(({ name }) => name === top.name);
  return isWhole ? { ...own, mark: top.name } : { above: merging, chart: {} };
}

/** A layer's value that is no map hides what the layers below it say, but not the chart's own map. */
function mapsFromTop(setters: readonly Layer[], key: string): Layer[] {
  const maps: Layer[] = [];
  for (const { name, values } of setters) {
    const value = ownValue(values, key);
    if (!isMap(value)) break;
    maps.push({ name, values: value });
  }
  return maps;
}
