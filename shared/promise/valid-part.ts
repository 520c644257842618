import type * as z from 'zod';
import type { Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { PromiseDefinition, Request } from './define-promise.ts';
import { toRequest } from './parse-request.ts';

/** Valid part of an invalid request, which later stages can still evaluate. */
export interface ValidPart<Spec> {
  readonly request: Request<Spec>;
  /** Returns a problem of the part at its path in the whole request; undefined if a removed field could cause it. */
  readonly locate: (problem: Problem) => Problem | undefined;
}

/**
 * Returns a request without the fields that its schema refuses and without the items that require such a field.
 *
 * @returns undefined if the request itself requires a refused field
 */
export function validPart<Spec>(
  definition: PromiseDefinition<Spec>,
  object: KubernetesObject,
): ValidPart<Spec> | undefined {
  if (!isRecord(object.spec)) return undefined;
  let draft: Draft | undefined = createDraft(object.spec, definition.items ?? []);
  while (draft !== undefined) {
    const { root, lists }: Draft = draft;
    const parsed = definition.schema().safeParse(toSpec(draft));
    if (parsed.success) {
      const locate = (problem: Problem): Problem | undefined => locateProblem(problem, { root, lists });
      return { request: toRequest(definition, object, parsed.data), locate };
    }
    draft = withoutRefused(draft, parsed.error.issues.flatMap(refusedPaths));
  }
  return undefined;
}

/** Remaining fields of a spec or of an item, and the names of the removed ones. */
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
  readonly root: Part;
  readonly lists: ReadonlyMap<string, readonly Item[]>;
}

type Path = readonly PropertyKey[];

function createDraft(spec: Readonly<Record<string, unknown>>, names: readonly string[]): Draft {
  const lists = names.flatMap((name) => {
    const entries = spec[name];
    if (!Array.isArray(entries)) return [];
    return [[name, entries.map((fields, index) => ({ index, fields, removed: [] }))] as const];
  });
  return { root: { fields: spec, removed: [] }, lists: new Map(lists) };
}

function toSpec({ root, lists }: Draft): object {
  const entries = [...lists].map(([name, items]) => [name, items.map(({ fields }) => fields)]);
  return { ...(root.fields as object), ...Object.fromEntries(entries) };
}

function refusedPaths(issue: z.core.$ZodIssue): Path[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function withoutRefused({ root, lists }: Draft, paths: readonly Path[]): Draft | undefined {
  const isInItem = ([name, position]: Path): boolean =>
    lists.has(String(name)) && typeof position === 'number';
  const ownNames = paths.filter((path) => !isInItem(path)).map(([name]) => name);
  // A list cannot be removed as a whole: its other items would look removed from the request.
  const keptRoot = ownNames.some((name) => lists.has(String(name)))
    ? undefined
    : withoutFields(root, ownNames);
  if (keptRoot === undefined) return undefined;
  const keptLists = [...lists].map(([list, items]) => {
    const kept = items.flatMap((item, position) => {
      const names = paths.filter(([name, at]) => name === list && at === position).map(([, , name]) => name);
      return withoutFields(item, names) ?? [];
    });
    return [list, kept] as const;
  });
  return { root: keptRoot, lists: new Map(keptLists) };
}

/** Returns the part without the named fields; undefined if one of them does not exist. */
function withoutFields<P extends Part>(part: P, names: readonly (PropertyKey | undefined)[]): P | undefined {
  if (names.length === 0) return part;
  const { fields } = part;
  if (!isRecord(fields) || !names.every((name) => name !== undefined && Object.hasOwn(fields, name))) {
    return undefined;
  }
  const entries = Object.entries(fields).filter(([name]) => !names.includes(name));
  return { ...part, fields: Object.fromEntries(entries), removed: [...part.removed, ...names.map(String)] };
}

function locateProblem({ path, message }: Problem, { root, lists }: Draft): Problem | undefined {
  const [, list = '', position = '', below = ''] = /^spec\.([^.[]+)\[(\d+)\](.*)$/.exec(path) ?? [];
  const item = lists.get(list)?.[Number(position)];
  if (item !== undefined) {
    const isCertain = root.removed.length === 0 && item.removed.length === 0;
    if (!isCertain && !isIndependent(below, item)) return undefined;
    return { path: `spec.${list}[${item.index}]${below}`, message };
  }
  // A removed item could cause a problem of the request as a whole.
  if (path === '' || path === 'spec') return undefined;
  const isCertain = root.removed.length === 0;
  return isCertain || isIndependent(path.replace(/^spec/, ''), root) ? { path, message } : undefined;
}

/** Returns true for a problem of the chart or the free values, unless a removed field selects the chart. */
function isIndependent(below: string, { removed }: Part): boolean {
  return /^\.(values|chart)\b/.test(below) && !removed.includes('chart') && !removed.includes('type');
}
