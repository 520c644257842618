import type * as z from 'zod';
import { type Problem, RequestError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { dnsLabel, dnsSubdomain } from '../release/names.ts';
import type { KubernetesObject } from '../release/surroundings.ts';
import { findCredentials } from './credentials.ts';
import { group, type PromiseDefinition, type Request, version } from './define-promise.ts';
import { droppedNulls } from './dropped-nulls.ts';
import { whereItMoved } from './older-shapes.ts';

/** A text with which Argo CD would skip the whole file, and prune what it describes. */
const skipMark = '+argocd:skip-file-rendering';

/**
 * Checks a raw object against its Promise: everything that its text alone can say. Defaults are filled in.
 *
 * @throws RequestError `InvalidRequest` with every problem of the text, or `CredentialInRequest` where the text is
 *   otherwise fine but a literal looks like a credential
 */
export function parseRequest<Spec>(
  definition: PromiseDefinition<Spec>,
  object: KubernetesObject,
): Request<Spec> {
  const problems = [...identityProblems(object), ...skipProblems(object)];
  const parsed = definition.schema().safeParse(object.spec ?? {});
  if (!parsed.success) {
    problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(issue, definition.schema())));
  }
  if (problems.length > 0 || !parsed.success) throw new RequestError('InvalidRequest', problems);
  const credentials = findCredentials(parsed.data, allowedLiterals(parsed.data));
  if (credentials.length > 0) throw new RequestError('CredentialInRequest', credentials);
  return {
    kind: object.kind,
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    uid: object.metadata.uid ?? '',
    spec: parsed.data,
    delivered: deliveredOf(object),
    warnings: droppedNulls(object),
  };
}

/** What the object's status says is delivered; the pipeline itself wrote it. */
export function deliveredOf(object: KubernetesObject): Request<unknown>['delivered'] {
  const status = (object.status ?? {}) as Partial<Request<unknown>['delivered']>;
  return {
    releases: Array.isArray(status.releases) ? status.releases : [],
    ...(typeof status.environment === 'string' ? { environment: status.environment } : {}),
    ...(status.platform ? { platform: status.platform } : {}),
  };
}

function identityProblems({ apiVersion, metadata }: KubernetesObject): Problem[] {
  const { name, namespace = 'default' } = metadata;
  const problems: Problem[] = [];
  if (apiVersion !== `${group}/${version}`) {
    problems.push({
      path: 'apiVersion',
      message: `Version '${apiVersion}' is not served: write ${group}/${version}`,
    });
  }
  if (typeof name !== 'string' || name.length > 253 || !dnsSubdomain.test(name)) {
    problems.push({
      path: 'metadata.name',
      message: 'Not a legal name of a Kubernetes object (RFC 1123 subdomain)',
    });
  }
  if (typeof namespace !== 'string' || !dnsLabel.test(namespace)) {
    problems.push({ path: 'metadata.namespace', message: 'Not a legal namespace (RFC 1123 label)' });
  }
  return problems;
}

function skipProblems({ spec }: KubernetesObject): Problem[] {
  return JSON.stringify(spec ?? {}).includes(skipMark)
    ? [
        {
          path: 'spec',
          message: `The text '${skipMark}' is not allowed: with it Argo CD would delete what the file describes`,
        },
      ]
    : [];
}

function allowedLiterals(spec: unknown): readonly string[] {
  return (spec as { allowLiterals?: readonly string[] }).allowLiterals ?? [];
}

/** `spec.applications[2].replicas` */
export function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    'spec',
  );
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType): Problem[] {
  const path = printPath(issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ path, message: whatIsWrong(issue, path) }];
  return issue.keys.map((key) => {
    const at = `${path}.${key}`;
    return { path: at, message: unknownField(key, at, fieldsAt(schema, issue.path)) };
  });
}

function whatIsWrong(issue: z.core.$ZodIssue, path: string): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return `Required: expected ${issue.expected}`;
  }
  if (/\.image$/.test(path) && issue.code === 'invalid_type') {
    return 'An image is a map: write image: {repository: …, tag: …}';
  }
  return issue.message;
}

function unknownField(key: string, path: string, fields: readonly string[]): string {
  const move = whereItMoved(path);
  if (move !== undefined) return `Unknown field: ${move}`;
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
