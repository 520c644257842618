import type { Values } from './chart.ts';

/**
 * Coalescing of values, as Helm does it: a port of `pkg/chart/common/util/coalesce.go` of Helm 4.3.1. Its functions change
 * their arguments, and Helm's results depend on which objects they share. So these functions change and share the same
 * objects.
 */

/** Object of values. A Map, because Helm's keys may be any string. */
export type Table = Map<string, TableValue>;

/** Value in a table. Lists are never changed or inspected. */
export type TableValue = Table | readonly unknown[] | string | number | boolean | null;

/** Chart with the subcharts that Helm gives values to. */
export interface CoalescedChart {
  readonly name: string;
  readonly values: Table;
  readonly subcharts: readonly CoalescedChart[];
}

/** Limits of the work. */
export interface Counter {
  /** Counts entries that are copied or compared. @throws Error if they are too many */
  readonly count: (entries: number) => void;
  /** Number of tables around this one. */
  readonly depth?: number;
}

/** Context of a coalescing. */
export interface Coalescing extends Counter {
  /** True to keep nulls (`MergeValues`), false to let them remove defaults (`CoalesceValues`). */
  readonly merge: boolean;
  /** Keys from the values of the release to those of the chart. */
  readonly steps: readonly string[];
}

/** Error of endless values: imported values can contain themselves, and Helm then crashes with a stack overflow. */
export class EndlessValuesError extends Error {}

/** Maximum depth of nested tables. Only a table that contains itself is deeper. */
const maxTableDepth = 1000;

/** Returns the depth of the tables within a table. @throws EndlessValuesError if they are too deep */
function deeper(counter: Counter): number {
  const depth = (counter.depth ?? 0) + 1;
  if (depth > maxTableDepth) throw new EndlessValuesError('contain themselves');
  return depth;
}

/** Error of a subchart whose key has a value that is not an object. */
export class SubchartTypeError extends Error {
  readonly steps: readonly string[];

  constructor(steps: readonly string[]) {
    super(`type mismatch on ${steps.at(-1)}`);
    this.steps = steps;
  }
}

/** Key that passes its values on to each subchart. */
export const globalKey = 'global';

/**
 * Returns the values of a chart and its subcharts: those of its keys win over the charts' defaults.
 *
 * @throws SubchartTypeError if the key of a subchart has a value that is not an object
 */
export function coalesceValues(chart: CoalescedChart, values: Table, context: Coalescing): Table {
  return coalesce(chart, copyTable(values, context), context);
}

function coalesce(chart: CoalescedChart, dest: Table, context: Coalescing): Table {
  addDefaults(chart, dest, context);
  for (const subchart of chart.subcharts) {
    const steps = [...context.steps, subchart.name];
    if (!dest.has(subchart.name)) dest.set(subchart.name, new Map());
    const below = dest.get(subchart.name);
    if (!isTable(below)) throw new SubchartTypeError(steps);
    addGlobals(below, dest, context);
    coalesce(subchart, below, { ...context, steps });
  }
  return dest;
}

/** Adds the globals of a chart to those of a subchart (`coalesceGlobals`). */
function addGlobals(dest: Table, source: Table, context: Coalescing): void {
  const own = dest.has(globalKey) ? dest.get(globalKey) : new Map<string, TableValue>();
  const inherited = source.has(globalKey) ? source.get(globalKey) : new Map<string, TableValue>();
  if (!isTable(own) || !isTable(inherited)) return;
  context.count(inherited.size);
  for (const [key, value] of inherited) {
    const before = own.get(key);
    if (!isTable(value)) {
      if (!isTable(before)) own.set(key, value);
      continue;
    }
    context.count(value.size);
    if (!own.has(key)) own.set(key, new Map(value));
    else if (isTable(before)) {
      // A copy of the first level only: below it, the globals of the chart above receive those of its subchart.
      const copy = new Map(value);
      mergeTables(copy, { ...context, source: before, merge: true });
      own.set(key, copy);
    }
  }
  dest.set(globalKey, own);
}

/** Adds a chart's defaults to its values (`coalesceValues`). */
function addDefaults({ values, subcharts }: CoalescedChart, dest: Table, context: Coalescing): void {
  for (const [key, value] of copyTable(values, context)) {
    if (!dest.has(key)) addDefault(dest, [key, value], context);
    else {
      const merge = context.merge || subcharts.some(({ name }) => name === key);
      mergeDefault(dest, [key, value], { ...context, merge });
      if (!context.merge && dest.get(key) === null) dest.delete(key);
    }
  }
}

function addDefault(dest: Table, [key, value]: [string, TableValue], { merge }: Coalescing): void {
  if (!merge && value === null) return;
  if (!merge && isTable(value)) removeNulls(value);
  dest.set(key, value);
}

function mergeDefault(dest: Table, [key, value]: [string, TableValue], context: Coalescing): void {
  const above = dest.get(key);
  if (!isTable(above) || !isTable(value)) return;
  if (!context.merge) removeNulls(value);
  mergeTables(above, { ...context, source: value });
}

/** Table to merge below another one. */
interface Merging extends Counter {
  readonly source: Table;
  readonly merge: boolean;
}

/** Merges `source` into `dest`, whose values win (`coalesceTablesFullKey`). Changes both. */
export function mergeTables(dest: Table, { source, merge, ...counter }: Merging): Table {
  const depth = deeper(counter);
  counter.count(dest.size + source.size);
  const removable = new Set([...source].filter(([, value]) => value !== null).map(([key]) => key));
  for (const [key, value] of dest) if (value === null) source.set(key, null);
  for (const [key, value] of source) {
    const above = dest.get(key);
    if (above === undefined) dest.set(key, value);
    else if (above === null) {
      if (!merge && removable.has(key)) dest.delete(key);
    } else if (isTable(value) && isTable(above)) {
      mergeTables(above, { source: value, merge, count: counter.count, depth });
    }
  }
  return dest;
}

function removeNulls(table: Table): void {
  for (const [key, value] of table) {
    if (value === null) table.delete(key);
    else if (isTable(value)) removeNulls(value);
  }
}

/** Returns true for a table, as opposed to a list or a scalar. */
export function isTable(value: TableValue | undefined): value is Table {
  return value instanceof Map;
}

/** Returns a copy at every level of tables. */
export function copyTable(table: Table, counter: Counter): Table {
  const below = { count: counter.count, depth: deeper(counter) };
  counter.count(table.size);
  return new Map([...table].map(([key, value]) => [key, isTable(value) ? copyTable(value, below) : value]));
}

/** Converts values to a table. */
export function toTable(values: Values): Table {
  return new Map(
    Object.entries(values).map(([key, value]) => [
      key,
      value !== null && typeof value === 'object' && !Array.isArray(value) ? toTable(value) : value,
    ]),
  );
}

/** Converts a table to values. */
export function fromTable(table: Table): Values {
  return Object.fromEntries(
    [...table].map(([key, value]) => [key, isTable(value) ? fromTable(value) : value]),
  ) as Values;
}
