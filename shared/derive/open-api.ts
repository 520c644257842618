import * as z from 'zod';

/** One node of a CRD's `openAPIV3Schema` (apiextensions.k8s.io/v1 JSONSchemaProps). */
export type SchemaNode = { [key: string]: unknown };

/** Keys of JSONSchemaProps that a structural schema may use and that this project uses. */
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
 * Derives the structural schema of a CRD from a zod schema (Kubernetes, "Specifying a structural schema").
 *
 * @throws Error naming the path, if the schema has a shape that no CRD can hold: a union, a reference, an integer
 *   without bounds or an unknown keyword
 */
export function deriveOpenApi(schema: z.ZodType): SchemaNode {
  const json = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', reused: 'inline' });
  return structural(json as SchemaNode, 'spec');
}

function structural(node: SchemaNode, path: string): SchemaNode {
  const { anyOf, additionalProperties, properties, items, ...rest } = node;
  if (anyOf !== undefined && isScalarUnion(rest)) {
    const { type: _, ...scalar } = rest;
    return keysChecked(scalar, path);
  }
  if (anyOf !== undefined)
    throw new Error(`${path}: a CRD's schema is structural; use a shape without a union`);
  if (rest['type'] === 'integer') boundsChecked(rest, path);
  const result: SchemaNode = { ...rest };
  if (properties !== undefined) {
    result['properties'] = Object.fromEntries(
      Object.entries(properties as Record<string, SchemaNode>).map(([name, property]) => [
        name,
        structural(property, `${path}.${name}`),
      ]),
    );
  } else if (isEmptyMap(additionalProperties)) {
    result['x-kubernetes-preserve-unknown-fields'] = true;
  } else if (additionalProperties !== undefined) {
    result['additionalProperties'] = structural(additionalProperties as SchemaNode, `${path}.*`);
  }
  if (items !== undefined) result['items'] = structural(items as SchemaNode, `${path}[]`);
  return keysChecked(result, path);
}

/** A union whose author says how a CRD expresses it. */
function isScalarUnion(node: SchemaNode): boolean {
  return node['x-kubernetes-int-or-string'] === true || node['x-kubernetes-preserve-unknown-fields'] === true;
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function boundsChecked(node: SchemaNode, path: string): void {
  const unbounded = [Number.MIN_SAFE_INTEGER, undefined].includes(node['minimum'] as number | undefined);
  if (unbounded || [Number.MAX_SAFE_INTEGER, undefined].includes(node['maximum'] as number | undefined)) {
    throw new Error(`${path}: an integer needs both bounds`);
  }
}

function keysChecked(node: SchemaNode, path: string): SchemaNode {
  for (const key of Object.keys(node)) {
    if (!allowedKeys.has(key)) throw new Error(`${path}: a CRD's schema cannot have the keyword "${key}"`);
  }
  return node;
}
