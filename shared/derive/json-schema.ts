import * as z from 'zod';
import { isRecord } from '../is-record.ts';
import { memoize } from '../memoize.ts';
import type { SchemaNode } from './open-api.ts';

/**
 * Derives a JSON Schema (draft 7) from a zod schema: in the author's order, without unions, and with the message of each
 * pattern as `patternErrorMessage`. The metadata of CRDs stays: it tells which values are free. Each schema is derived once.
 */
export const deriveJsonSchema = memoize((schema: z.ZodType): SchemaNode => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => addPatternMessage(zodSchema, jsonSchema),
  });
  return mapSchema(json, withoutUnion);
});

/** Check of a zod schema: the fields that are read here. */
interface PatternCheck {
  readonly pattern?: RegExp;
  readonly error?: (issue: never) => string | { message: string } | undefined | null;
}

/** Adds the message of a pattern without a value, because an editor marks the value itself. */
function addPatternMessage({ _zod: { def } }: z.core.$ZodType, json: SchemaNode): void {
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def as PatternCheck);
  const check = checks.find(({ pattern }) => pattern !== undefined && pattern.source === json['pattern']);
  const error = check?.error?.({ code: 'invalid_format', input: undefined } as never);
  const message = typeof error === 'string' ? error : error?.message;
  if (message !== undefined) json['patternErrorMessage'] = message;
}

/** Returns a copy of a schema in which `change` replaces every node, from the leaves up. */
export function mapSchema(node: SchemaNode, change: (node: SchemaNode) => SchemaNode): SchemaNode {
  const below = (value: unknown): unknown =>
    isRecord(value) ? mapSchema(value, change) : Array.isArray(value) ? value.map(below) : value;
  const copy = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (literals.has(key)) return [key, value];
    if (key !== 'properties') return [key, below(value)];
    return [
      key,
      Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, below(one)])),
    ];
  });
  return change(Object.fromEntries(copy));
}

/** Keywords whose values are not schemas. */
const literals = new Set(['default', 'enum', 'const', 'required', 'x-kubernetes-validations']);

/** Replaces a union of scalars with a list of types: a keyword applies to values of one type only. */
function withoutUnion(node: SchemaNode): SchemaNode {
  const { anyOf, ...rest } = node;
  if (anyOf === undefined) return node;
  const members = anyOf as SchemaNode[];
  // A CRD cannot list the types: there, these keywords exclude objects and lists.
  for (const key of ['maxProperties', 'maxItems']) delete rest[key];
  return { ...Object.assign({}, ...members), ...rest, type: members.map(({ type }) => type) };
}
