import * as z from 'zod';
import { memoize } from '../memoize.ts';

/** Node of a CRD's `openAPIV3Schema` (apiextensions.k8s.io/v1 JSONSchemaProps). */
export type SchemaNode = { [key: string]: unknown };

/** Keywords of structural schemas that this project uses. */
const allowedKeys = new Set([
  'type',
  'description',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'default',
  'enum',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'x-kubernetes-validations',
  'x-kubernetes-int-or-string',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
]);

/**
 * Derives the structural schema of a CRD from a zod schema (Kubernetes, "Specifying a structural schema"). Each schema is
 * derived once, because several files of a Promise show it.
 *
 * @throws Error with the path of a shape that a CRD does not support: a union, a reference, an integer without bounds
 *   or an unknown keyword
 */
export const deriveOpenApi = memoize((schema: z.ZodType): SchemaNode => {
  const json = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', reused: 'inline' });
  return structural(json as SchemaNode, 'spec');
});

function structural(node: SchemaNode, path: string): SchemaNode {
  const {
    anyOf,
    additionalProperties,
    properties,
    items,
    'x-form': _form,
    'x-topic': _topic,
    ...rest
  } = node;
  if (anyOf !== undefined && isScalarUnion(rest)) {
    const { type: _, ...scalar } = rest;
    checkKeys(scalar, path);
    return scalar;
  }
  if (anyOf !== undefined)
    throw new Error(`${path}: unsupported union: the schema of a CRD is structural; use one type`);
  if (rest['type'] === 'integer') checkBounds(rest, path);
  const result: SchemaNode = { ...rest };
  if (properties !== undefined) {
    result['properties'] = Object.fromEntries(
      Object.entries(properties as Record<string, SchemaNode>).map(([name, property]) => [
        name,
        structural(property, `${path}.${name}`),
      ]),
    );
    // A structural schema cannot have both properties and additionalProperties, so the pipeline checks the further keys.
    if (typeof additionalProperties === 'object') result['x-kubernetes-preserve-unknown-fields'] = true;
  } else if (isEmptyObject(additionalProperties)) {
    result['x-kubernetes-preserve-unknown-fields'] = true;
  } else if (additionalProperties !== undefined) {
    result['additionalProperties'] = structural(additionalProperties as SchemaNode, `${path}.*`);
  }
  if (items !== undefined) result['items'] = structural(items as SchemaNode, `${path}[]`);
  checkKeys(result, path);
  return result;
}

/** Returns true for a union whose metadata tells how a CRD expresses it. */
function isScalarUnion(node: SchemaNode): boolean {
  return node['x-kubernetes-int-or-string'] === true || node['x-kubernetes-preserve-unknown-fields'] === true;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function checkBounds(node: SchemaNode, path: string): void {
  const unbounded = [Number.MIN_SAFE_INTEGER, undefined].includes(node['minimum'] as number | undefined);
  if (unbounded || [Number.MAX_SAFE_INTEGER, undefined].includes(node['maximum'] as number | undefined)) {
    throw new Error(`${path}: missing bound of an integer; set minimum and maximum`);
  }
}

function checkKeys(node: SchemaNode, path: string): void {
  for (const key of Object.keys(node)) {
    if (!allowedKeys.has(key)) throw new Error(`${path}: unsupported keyword "${key}" for a CRD; remove it`);
  }
}
