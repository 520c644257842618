import type * as z from 'zod';
import type { Problem } from '../errors.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { PromiseDefinition, Request } from './define-promise.ts';
import { isRecord } from './is-record.ts';
import { toRequest } from './parse-request.ts';

/** Part of an invalid request that later stages can still evaluate. */
export interface ValidPart<Spec> {
  readonly request: Request<Spec>;
  /** Returns a problem of the part at its path in the whole request; undefined if a removed field could cause it. */
  readonly locate: (problem: Problem) => Problem | undefined;
}

/**
 * Removes the fields that the schema of a request refuses, and the items that cannot do without such a field.
 *
 * @returns undefined if the request cannot do without a refused field
 */
export function validPart<Spec>(
  definition: PromiseDefinition<Spec>,
  object: KubernetesObject,
): ValidPart<Spec> | undefined {
  if (!isRecord(object.spec)) return undefined;
  let draft: Draft | undefined = draftOf(object.spec, definition.items ?? []);
  while (draft !== undefined) {
    const { own, lists }: Draft = draft;
    const parsed = definition.schema().safeParse(specOf(draft));
    if (parsed.success) {
      const locate = (problem: Problem): Problem | undefined => located(problem, { own, lists });
      return { request: toRequest(definition, object, parsed.data), locate };
    }
    draft = withoutRefused(draft, parsed.error.issues.flatMap(refusedPaths));
  }
  return undefined;
}

/** Fields of a spec or of an item that are left, and the names of those that were removed. */
interface Part {
  readonly fields: unknown;
  readonly removed: readonly string[];
}

/** Item of a list, with its index in the whole request. */
interface Item extends Part {
  readonly index: number;
}

/** A spec from which fields are removed until its schema accepts it. */
interface Draft {
  readonly own: Part;
  readonly lists: ReadonlyMap<string, readonly Item[]>;
}

type Path = readonly PropertyKey[];

function draftOf(spec: Readonly<Record<string, unknown>>, names: readonly string[]): Draft {
  const lists = names.flatMap((name) => {
    const entries = spec[name];
    if (!Array.isArray(entries)) return [];
    return [[name, entries.map((fields, index) => ({ index, fields, removed: [] }))] as const];
  });
  return { own: { fields: spec, removed: [] }, lists: new Map(lists) };
}

function specOf({ own, lists }: Draft): object {
  const entries = [...lists].map(([name, items]) => [name, items.map(({ fields }) => fields)]);
  return { ...(own.fields as object), ...Object.fromEntries(entries) };
}

function refusedPaths(issue: z.core.$ZodIssue): Path[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function withoutRefused({ own, lists }: Draft, paths: readonly Path[]): Draft | undefined {
  const isInItem = ([name, position]: Path): boolean =>
    lists.has(String(name)) && typeof position === 'number';
  const ownNames = paths.filter((path) => !isInItem(path)).map(([name]) => name);
  // A list as a whole cannot go: its other items would look like removed ones.
  const left = ownNames.some((name) => lists.has(String(name))) ? undefined : withoutFields(own, ownNames);
  if (left === undefined) return undefined;
  const rest = [...lists].map(([list, items]) => {
    const kept = items.flatMap((item, position) => {
      const names = paths.filter(([name, at]) => name === list && at === position).map(([, , name]) => name);
      return withoutFields(item, names) ?? [];
    });
    return [list, kept] as const;
  });
  return { own: left, lists: new Map(rest) };
}

/** Returns the part without fields of it; undefined if a field to remove does not exist. */
function withoutFields<P extends Part>(part: P, names: readonly (PropertyKey | undefined)[]): P | undefined {
  if (names.length === 0) return part;
  const { fields } = part;
  if (!isRecord(fields) || !names.every((name) => name !== undefined && Object.hasOwn(fields, name))) {
    return undefined;
  }
  const entries = Object.entries(fields).filter(([name]) => !names.includes(name));
  return { ...part, fields: Object.fromEntries(entries), removed: [...part.removed, ...names.map(String)] };
}

function located({ path, message }: Problem, { own, lists }: Draft): Problem | undefined {
  const [, list = '', position = '', below = ''] = /^spec\.([^.[]+)\[(\d+)\](.*)$/.exec(path) ?? [];
  const item = lists.get(list)?.[Number(position)];
  if (item !== undefined) {
    const isCertain = own.removed.length === 0 && item.removed.length === 0;
    if (!isCertain && !isIndependent(below, item)) return undefined;
    return { path: `spec.${list}[${item.index}]${below}`, message };
  }
  // What concerns the request as a whole could be caused by a removed item.
  if (path === '' || path === 'spec') return undefined;
  const isCertain = own.removed.length === 0;
  return isCertain || isIndependent(path.replace(/^spec/, ''), own) ? { path, message } : undefined;
}

/** True for a problem of the chart or the free values, unless a removed field decides which chart that is. */
function isIndependent(below: string, { removed }: Part): boolean {
  return /^\.(values|chart)\b/.test(below) && !removed.includes('chart') && !removed.includes('type');
}
