import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { type Assignment, assignedValues } from '../release/assignments.ts';
import { omitUnset, valueAt } from '../release/value-access.ts';

/** Returns the value that earlier fields and the layers below set. */
export type ReadValue = (path: string) => Value | undefined;

/** Route from a field to a computed value. */
export interface Route<Field, Context> {
  readonly path: string;
  readonly implied: boolean;
  readonly value: (field: Field | undefined, context: Context & { readonly read: ReadValue }) => unknown;
}

/**
 * Target of one field: a value path, several of them, the targets of an object's own fields, or null if the field
 * sets no value.
 */
export type Target<Field, Context> =
  | null
  | string
  | Route<Field, Context>
  | readonly (string | Route<Field, Context>)[]
  | (Field extends readonly unknown[] ? never : Field extends object ? FieldMapping<Field, Context> : never);

/** Targets of every field of an item. Both the values of a field and the field of a value derive from it. */
export type FieldMapping<Item, Context = object> = {
  readonly [Field in keyof Item]-?: Target<NonNullable<Item[Field]>, Context>;
};

/** Routes a field to a value that is computed from it. */
export function converted<Field, Context>(
  path: string,
  value: Route<Field, Context>['value'],
): Route<Field, Context> {
  return { path, value, implied: false };
}

/** Routes a field to a value that follows from it. Free values may override it, and a chart may lack its key. */
export function implied<Field, Context>(
  path: string,
  value: Route<Field, Context>['value'],
): Route<Field, Context> {
  return { path, value, implied: true };
}

/**
 * Returns the assignments of an item, in the order of its mapping.
 *
 * @param context context of the routes, and the merged values of the layers below
 * @example
 * const assignments = assignFields({ size: '1Gi' }, { size: 'persistence.size' }, { below: {} });
 * assignedValues(assignments); // { persistence: { size: '1Gi' } }
 */
export function assignFields<Item extends object, Context>(
  item: Item,
  mapping: FieldMapping<Item, Context>,
  context: Context & { readonly below: Values },
): Assignment[] {
  const assignments: Assignment[] = [];
  const read: ReadValue = (path) => {
    const [below, own] = [context.below, assignedValues(assignments)].map((values) => valueAt(values, path));
    if (!isMap(below) || !isMap(own)) return own === undefined ? below : own;
    return assignedValues([below, own].map((value) => ({ path: 'merged', value })))['merged'];
  };
  for (const { field, value, route } of flattenRoutes(item, mapping as AnyMapping, '')) {
    const [path, result] =
      typeof route === 'string' ? [route, value] : [route.path, route.value(value, { ...context, read })];
    const isImplied = typeof route !== 'string' && (route.implied || value === undefined);
    assignments.push({ field, path, value: withoutUnset(result), implied: isImplied });
  }
  return assignments;
}

type AnyRoute = Route<unknown, unknown>;
type AnyTarget = null | string | AnyRoute | readonly (string | AnyRoute)[] | AnyMapping;
interface AnyMapping {
  readonly [field: string]: AnyTarget;
}

interface FieldRoute {
  readonly field: string;
  readonly value: unknown;
  readonly route: string | AnyRoute;
}

/** Returns the routes of a mapping with the value of each field. */
function flattenRoutes(item: object | undefined, mapping: AnyMapping, prefix: string): FieldRoute[] {
  return Object.entries(mapping).flatMap(([name, target]) => {
    const field = prefix + name;
    const value = (item as Record<string, unknown> | undefined)?.[name];
    if (target === null) return [];
    if (isMapping(target)) return flattenRoutes(value as object | undefined, target, `${field}.`);
    return [target].flat().map((route) => ({ field, value, route: route as string | AnyRoute }));
  });
}

function isMapping(target: AnyTarget): target is AnyMapping {
  if (target === null || typeof target === 'string' || Array.isArray(target)) return false;
  return typeof (target as AnyRoute).value !== 'function';
}

/** Removes unset fields of an object; returns undefined if no field is set. */
function withoutUnset(value: unknown): Value | undefined {
  return omitUnset({ value })['value'];
}
