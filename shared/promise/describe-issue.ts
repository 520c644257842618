import type * as z from 'zod';
import type { Problem } from '../errors.ts';
import { valuePath } from '../helm/value-path.ts';
import { isRecord } from '../is-record.ts';
import { nearest } from '../nearest.ts';
import { issueMessage } from './issue-message.ts';
import { legacyFieldProblems } from './legacy-fields.ts';

/** Request of an issue: its kind, its raw spec and the schema that found the issue. */
export interface IssueContext {
  readonly kind: string;
  readonly spec: unknown;
  readonly schema: z.ZodType;
  /** Messages about fields that other kinds of requests have, by name. */
  readonly unsupportedFields?: Readonly<Record<string, string>> | undefined;
}

/** Converts a zod issue to problems: one for each unknown field, otherwise one. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  { kind, spec, schema, unsupportedFields = {} }: IssueContext,
): Problem[] {
  const path = printPath(issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issueMessage(issue) }];
  const parent = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], spec);
  return issue.keys.flatMap((key) => {
    const at = `${path}.${key}`;
    const unsupported = issue.path.length === 0 ? unsupportedFields[key] : undefined;
    if (unsupported !== undefined) return [{ path: at, message: `Unknown field; ${unsupported}` }];
    const moved = legacyFieldProblems({ path: at, value: isRecord(parent) ? parent[key] : undefined }, kind);
    return moved.length > 0
      ? moved
      : [{ path: at, message: unknownField(key, fieldsAt(schema, issue.path), issue.path) }];
  });
}

/** `spec.applications[2].replicas` */
function printPath(path: readonly PropertyKey[]): string {
  return valuePath(['spec', ...path.map((key) => (typeof key === 'symbol' ? String(key) : key))]);
}

/** Fields of other tools and kinds, by the field that replaces them here. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  components: ['services', 'databases', 'dependencies'],
  services: ['components', 'databases'],
  applications: ['apps', 'deployments', 'workloads'],
  healthCheck: ['livenessProbe', 'readinessProbe', 'probes'],
  autoscaling: ['hpa'],
  storage: ['persistence', 'volume'],
  tag: ['imageTag'],
  secretName: ['secret', 'secretRef', 'existingSecret'],
};

function unknownField(key: string, fields: readonly string[], path: readonly PropertyKey[]): string {
  const meant = nearest(key, fields) ?? fields.find((field) => synonyms[field]?.includes(key));
  if (meant !== undefined) return `Unknown field; did you mean "${meant}"?`;
  if (fields.length === 1) return `Unknown field; use ${String(path.at(-1))}.${fields[0]}`;
  return fields.length === 0 ? 'Unknown field' : `Unknown field; supported: ${fields.join(', ')}`;
}

/** Returns the fields of the schema at a path; none if it has no fixed fields. */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = unwrap(schema);
  for (const key of path) {
    const next = typeof key === 'number' ? at?._zod.def.element : at?._zod.def.shape?.[key];
    if (next === undefined) return [];
    at = unwrap(next);
  }
  return Object.keys(at?._zod.def.shape ?? {});
}

/** Internals of a zod schema that lead to its fields. */
interface SchemaNode {
  readonly _zod: {
    readonly def: {
      shape?: Record<PropertyKey, SchemaNode>;
      element?: SchemaNode;
      innerType?: SchemaNode;
      getter?: () => SchemaNode;
    };
  };
}

/** Returns the schema below wrappers such as `optional()` and `lazy()`. */
function unwrap(schema: unknown): SchemaNode {
  let at = schema as SchemaNode;
  for (;;) {
    const { innerType, getter } = at._zod.def;
    const next = innerType ?? getter?.();
    if (next === undefined) return at;
    at = next;
  }
}
