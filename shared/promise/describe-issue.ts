import type * as z from 'zod';
import type { Problem } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { isRecord } from './is-record.ts';
import { issueMessage } from './issue-message.ts';
import { movedFields } from './older-shapes.ts';

/** What an issue of a spec is told by: the request's kind, its raw spec, and the schema that found the issue. */
export interface IssueContext {
  readonly kind: string;
  readonly spec: unknown;
  readonly schema: z.ZodType;
}

/** The problems that an issue of zod's stands for, in the words of a request: one for each unknown field. */
export function describeIssue(issue: z.core.$ZodIssue, { kind, spec, schema }: IssueContext): Problem[] {
  const path = printPath(issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issueMessage(issue) }];
  const parent = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], spec);
  return issue.keys.flatMap((key) => {
    const at = `${path}.${key}`;
    const moved = movedFields({ path: at, value: isRecord(parent) ? parent[key] : undefined }, kind);
    return moved.length > 0
      ? moved
      : [{ path: at, message: unknownField(key, fieldsAt(schema, issue.path)) }];
  });
}

/** `spec.applications[2].replicas` */
function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    'spec',
  );
}

function unknownField(key: string, fields: readonly string[]): string {
  const near = nearest(key, fields);
  if (near !== undefined) return `Unknown field: did you mean '${near}'?`;
  return fields.length === 0 ? 'Unknown field' : `Unknown field: the fields here are ${fields.join(', ')}`;
}

/** Names of the fields that the schema has at a path; empty where it has no fixed ones. */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = unwrapped(schema);
  for (const key of path) {
    const next = typeof key === 'number' ? at?._zod.def.element : at?._zod.def.shape?.[key];
    if (next === undefined) return [];
    at = unwrapped(next);
  }
  return Object.keys(at?._zod.def.shape ?? {});
}

interface Wrapped {
  readonly _zod: {
    readonly def: { shape?: Record<PropertyKey, Wrapped>; element?: Wrapped; innerType?: Wrapped };
  };
}

function unwrapped(schema: unknown): Wrapped {
  let at = schema as Wrapped;
  while (at._zod.def.innerType !== undefined) at = at._zod.def.innerType;
  return at;
}
