import type * as z from 'zod';
import type { Problem } from '../errors.ts';
import { valuePath } from '../helm/value-path.ts';
import { isRecord } from '../is-record.ts';
import { didYouMean, nearest } from '../nearest.ts';
import { issueMessage } from './issue-message.ts';
import { legacyFieldProblems } from './legacy-fields.ts';
import { listFields } from './list-fields.ts';
import { fieldsOf, type SchemaNode, schemaAt, unwrap } from './schema-node.ts';

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
  if (issue.code !== 'unrecognized_keys')
    return [
      { path, message: quotedMessage(issue, schema) ?? issueMessage(issue, schemaAt(schema, issue.path)) },
    ];
  const parent = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], spec);
  return issue.keys.flatMap((key) => {
    const at = `${path}.${key}`;
    const unsupported = issue.path.length === 0 ? unsupportedFields[key] : undefined;
    if (unsupported !== undefined) return [{ path: at, message: `Unknown field; ${unsupported}` }];
    const moved = legacyFieldProblems({ path: at, value: isRecord(parent) ? parent[key] : undefined }, kind);
    return moved.length > 0
      ? moved
      : [{ path: at, message: unknownField(key, schemaAt(schema, issue.path), [kind, ...issue.path]) }];
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

/** Returns the message about a number or boolean that quotes alone would not make valid, such as the size 10. */
function quotedMessage(issue: z.core.$ZodIssue, schema: z.ZodType): string | undefined {
  if (issue.code !== 'invalid_type' || issue.expected !== 'string') return undefined;
  if (typeof issue.input !== 'number' && typeof issue.input !== 'boolean') return undefined;
  const quoted = schemaAt(schema, issue.path)?.safeParse(String(issue.input), { reportInput: true });
  const [found] = quoted?.error?.issues ?? [];
  return found && issueMessage(found);
}

/**
 * Returns the message about an unknown field.
 *
 * @param parent schema of the object with the field
 * @param path kind of the request, and path of the object
 */
function unknownField(key: string, parent: SchemaNode | undefined, path: readonly PropertyKey[]): string {
  const fields = fieldsOf(parent);
  const list = listFields(fields);
  const explained = path.filter((step) => typeof step === 'string').join('.');
  const command = list === fields.join(', ') ? undefined : `"infraforge explain ${explained}" for all fields`;
  const meant = meantField(key, parent) ?? fieldBelow(key, parent);
  if (meant !== undefined)
    return `Unknown field${didYouMean(meant)}${command === undefined ? '' : ` Run ${command}`}`;
  const parentName = path.at(-1);
  if (fields.length === 1 && typeof parentName === 'string')
    return `Unknown field; use ${parentName}.${fields[0]}`;
  return fields.length === 0
    ? 'Unknown field'
    : `Unknown field; supported: ${list}${command === undefined ? '' : `; run ${command}`}`;
}

/** Returns the field of an object that an unknown key most likely means. */
function meantField(key: string, parent: SchemaNode | undefined): string | undefined {
  const fields = fieldsOf(parent);
  return nearest(key, fields) ?? fields.find((field) => synonyms[field]?.includes(key));
}

/** Returns the fields of the spec that its unknown keys most likely mean: `applications` for `aplications`. */
export function misspeltFields(issues: readonly z.core.$ZodIssue[], schema: z.ZodType): string[] {
  const keys = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  return keys.flatMap((key) => meantField(key, unwrap(schema)) ?? []);
}

/** Returns the path of a field one level below, such as `kafka.topics`, if one object alone has a field of this name. */
function fieldBelow(key: string, parent: SchemaNode | undefined): string | undefined {
  const owners = fieldsOf(parent).filter((field) => fieldsOf(schemaAt(parent!, [field])).includes(key));
  return owners.length === 1 ? `${owners[0]}.${key}` : undefined;
}
