import type { Value, Values } from '../helm/chart.ts';
import { isMap, ownValue } from '../helm/layers.ts';
import { valueAt } from './value-access.ts';

/** Value that a field of an item sets. */
export interface Assignment {
  /** Field of the item: `storage.size`. */
  readonly field: string;
  /** Path of the value: `persistence.size`. */
  readonly path: string;
  /** Undefined if the field is unset. */
  readonly value: Value | undefined;
  /** True if the value only follows from the field: free values may replace it. */
  readonly implied: boolean;
}

/** Returns the values that assignments set. The last assignment to a path wins. */
export function assignedValues(assignments: readonly Pick<Assignment, 'path' | 'value'>[]): Values {
  const values: Values = {};
  for (const { path, value } of assignments) {
    if (value !== undefined) setValue(values, path.split('.'), value);
  }
  return values;
}

function setValue(values: Values, [key = '', ...rest]: readonly string[], value: Value): void {
  const own = ownValue(values, key);
  const below: Values = isMap(own) ? own : {};
  if (rest.length > 0) setValue(below, rest, value);
  else if (isMap(value)) for (const [name, entry] of Object.entries(value)) setValue(below, [name], entry);
  values[key] = rest.length > 0 || isMap(value) ? below : value;
}

/** Returns the assignments without implied values for which the chart has no key. */
export function assignmentsInChart(assignments: readonly Assignment[], chartValues: Values): Assignment[] {
  return assignments.filter(
    ({ path, implied }) => !implied || Object.hasOwn(chartValues, path.split('.')[0] ?? ''),
  );
}

/** Returns the field that sets the value at a path, otherwise a field that could set it. */
export function findField(assignments: readonly Assignment[], path: string): string | undefined {
  const candidates = assignments.filter((assignment) => isWithin(path, assignment.path));
  const setter =
    candidates.findLast((assignment) => sets(assignment, path)) ??
    candidates.find(({ implied }) => !implied) ??
    candidates[0];
  if (setter === undefined) return undefined;
  return setter.implied ? setter.field : `${setter.field}${path.slice(setter.path.length)}`;
}

/** Returns the field of a request that sets the value at a path; undefined if the value only follows from other fields. */
export function fieldForValue(assignments: readonly Assignment[], path: string): string | undefined {
  const own = assignments.filter(({ field, path: root, implied }) => !implied || field === root);
  const [exact] = own.filter((assignment) => assignment.path === path);
  const below = own.find((assignment) => isWithin(assignment.path, path));
  return exact?.field ?? below?.field.split('.')[0];
}

function sets({ path: root, value }: Assignment, path: string): boolean {
  const keys = path.slice(root.length).replace(/\[.*$/, '').slice(1);
  if (value === undefined || keys === '') return value !== undefined;
  return isMap(value) && valueAt(value, keys) !== undefined;
}

function isWithin(path: string, root: string): boolean {
  return path.startsWith(root) && ['', '.', '['].includes(path.charAt(root.length));
}

/** Value that both a field and the free values set. */
export interface Overlap {
  readonly path: string;
  readonly field: string;
}

/** Returns the values that both a field and the free values set: Helm would silently drop the value of the field. */
export function findOverlaps(assignments: readonly Assignment[], freeValues: Values): Overlap[] {
  const explicit = assignments.filter(({ implied, value }) => !implied && value !== undefined);
  return sharedPaths(assignedValues(explicit), freeValues).map((path) => {
    const below = explicit.find((assignment) => isWithin(assignment.path, path));
    return { path, field: findField(explicit, path) ?? below?.field ?? path };
  });
}

function sharedPaths(one: Values, other: Values): string[] {
  return Object.entries(other).flatMap(([key, value]) => {
    const own = ownValue(one, key);
    if (own === undefined) return [];
    if (!isMap(own) || !isMap(value)) return [key];
    return sharedPaths(own, value).map((path) => `${key}.${path}`);
  });
}
