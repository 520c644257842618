import { goPatternError } from './go-pattern.ts';
import { isSchema, type JSONSchema, pointerOf } from './json-schema.ts';
import { checkMetaschema, invalidPattern } from './metaschemas.ts';
import type { SchemaDocument } from './schema-document.ts';
import { type Draft, type SchemaNode, type Subschema, subschemas } from './schema-drafts.ts';
import { unusableSchema } from './schema-guard.ts';

/** Keyword that is not checked. */
export interface UncheckedKeyword {
  /** JSON Pointer to the schema with the keyword. */
  readonly pointer: string;
  readonly keyword: string;
  readonly reason: string;
}

/** Schemas that apply to values, by their pointers. */
export interface SchemaGraph {
  readonly nodes: ReadonlyMap<string, SchemaNode>;
  readonly unchecked: readonly UncheckedKeyword[];
}

/**
 * Follows a document from its root through every schema and reference, as Helm compiles it.
 *
 * @throws RequestError `InvalidChart` for what Helm cannot compile
 */
export function readGraph(document: SchemaDocument): SchemaGraph {
  checkDrafts(document, '');
  const reader = new GraphReader(document);
  reader.read();
  const { nodes, unchecked } = reader;
  return { nodes, unchecked: [...unchecked, ...dependentKeywords(nodes)] };
}

/** Checks a schema against the metaschema of its draft, and the embedded schemas of other drafts against theirs. */
function checkDrafts(document: SchemaDocument, pointer: string): void {
  const drafts = new Map(document.resources.map((resource) => [resource.pointer, resource.draft]));
  const queue = [pointer];
  for (const own of queue) {
    const draft = document.draftAt(own);
    const isOtherDraft = (below: string) => below !== own && drafts.has(below) && drafts.get(below) !== draft;
    const schema = withoutOtherDrafts(document.at(own), { pointer: own, isOtherDraft, found: queue });
    checkMetaschema(schema, { draft, pointer: own });
  }
}

/** Returns a copy with empty schemas instead of those of other drafts, and adds the pointers of these to `found`. */
function withoutOtherDrafts(
  value: unknown,
  {
    pointer,
    isOtherDraft,
    found,
  }: { pointer: string; isOtherDraft: (pointer: string) => boolean; found: string[] },
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isOtherDraft(pointer)) {
    found.push(pointer);
    return {};
  }
  const copy = (child: unknown, key: string) =>
    withoutOtherDrafts(child, { pointer: pointerOf(pointer, key), isOtherDraft, found });
  if (Array.isArray(value)) return value.map((item, index) => copy(item, String(index)));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copy(child, key)]));
}

class GraphReader {
  readonly nodes = new Map<string, SchemaNode>();
  readonly unchecked: UncheckedKeyword[] = [];
  readonly #document: SchemaDocument;
  readonly #queue = [''];

  constructor(document: SchemaDocument) {
    this.#document = document;
  }

  read(): void {
    for (const pointer of this.#queue) if (!this.nodes.has(pointer)) this.#visit(pointer);
  }

  #visit(pointer: string): void {
    const document = this.#document;
    const value = document.at(pointer);
    if (!document.isCollected(pointer)) {
      document.collect(value, pointer);
      checkDrafts(document, pointer);
    }
    const draft = document.draftAt(pointer);
    const children = isSchema(value) ? subschemas(value, { pointer, draft }) : [];
    const node: SchemaNode = { pointer, value, draft, children, references: new Map() };
    this.nodes.set(pointer, node);
    if (isSchema(value)) checkPatterns(node, value);
    for (const child of children) this.#queue.push(child.pointer);
    for (const keyword of referenceKeywords(draft)) this.#follow(node, keyword);
  }

  #follow(node: SchemaNode, keyword: string): void {
    const reference = isSchema(node.value) ? node.value[keyword] : undefined;
    if (typeof reference !== 'string') return;
    const target = this.#document.resolve(reference, { pointer: node.pointer, keyword });
    if (target === 'everything') {
      node.references.set(keyword, true);
    } else if ('url' in target) {
      this.#skip(node, { keyword, reason: `"${target.url}" is never fetched` });
    } else if (this.#isDynamic({ keyword, reference }, target.pointer)) {
      this.#skip(node, {
        keyword,
        reason: 'its target depends on the other schemas that refer to it',
      });
    } else {
      node.references.set(keyword, target.pointer);
      this.#queue.push(target.pointer);
    }
  }

  #skip({ pointer, references }: SchemaNode, { keyword, reason }: Omit<UncheckedKeyword, 'pointer'>): void {
    references.set(keyword, false);
    this.unchecked.push({ pointer, keyword, reason });
  }

  /** Returns true if a reference has different targets, according to the schemas that lead to it. */
  #isDynamic({ keyword, reference }: { keyword: string; reference: string }, pointer: string): boolean {
    const target = this.#document.at(pointer);
    if (!isSchema(target) || keyword === '$ref') return false;
    if (keyword === '$recursiveRef') return target['$recursiveAnchor'] === true && pointer !== '';
    const anchor = target['$dynamicAnchor'];
    return (
      typeof anchor === 'string' && reference.endsWith(`#${anchor}`) && this.#document.isAmbiguous(anchor)
    );
  }
}

/** Checks the patterns of `patternProperties`, which the metaschema of draft-04 does not check. */
function checkPatterns({ pointer, children }: SchemaNode, value: JSONSchema): void {
  if (!children.some(({ keyword }) => keyword === 'patternProperties')) return;
  for (const pattern of Object.keys(value['patternProperties'] as object)) {
    const error = goPatternError(pattern);
    if (error !== undefined)
      throw unusableSchema(pointerOf(pointer, 'patternProperties'), invalidPattern(error));
  }
}

function referenceKeywords(draft: Draft): string[] {
  if (draft < 2019) return ['$ref'];
  return draft === 2019 ? ['$ref', '$recursiveRef'] : ['$ref', '$recursiveRef', '$dynamicRef'];
}

/** Keywords that may refuse what they would accept, or vice versa, if a schema below them is not checked. */
const negating = ['not', 'oneOf', 'if', 'contains'];
const unevaluated = ['unevaluatedItems', 'unevaluatedProperties'];

/** Returns the keywords that cannot be checked, because they depend on an unchecked keyword. */
function dependentKeywords(nodes: ReadonlyMap<string, SchemaNode>): UncheckedKeyword[] {
  const uncertain = uncertainNodes(nodes);
  const reason = 'it depends on a schema that is never fetched';
  return [...uncertain].flatMap((pointer) => {
    const children = nodes.get(pointer)?.children ?? [];
    const keywords = children
      .filter((child) => negating.includes(child.keyword) && uncertain.has(child.pointer))
      .concat(children.filter((child) => unevaluated.includes(child.keyword)))
      .map(({ keyword }) => keyword);
    return [...new Set(keywords)].map((keyword) => ({ pointer, keyword, reason }));
  });
}

/** Returns the pointers of all schemas that apply an unchecked reference. */
function uncertainNodes(nodes: ReadonlyMap<string, SchemaNode>): Set<string> {
  const all = [...nodes.values()];
  const users = usersOf(
    all.flatMap(({ pointer, children, references }) =>
      [...children.map((child) => child.pointer), ...references.values()].map(
        (used) => [pointer, used] as const,
      ),
    ),
  );
  const found = new Set(
    all.filter(({ references }) => [...references.values()].includes(false)).map(({ pointer }) => pointer),
  );
  for (const pointer of found) for (const user of users.get(pointer) ?? []) found.add(user);
  return found;
}

/** Groups edges by the node to which they lead. */
function usersOf<To>(edges: readonly (readonly [string, To])[]): Map<To, string[]> {
  const users = new Map<To, string[]>();
  for (const [from, to] of edges) {
    const known = users.get(to);
    if (known) known.push(from);
    else users.set(to, [from]);
  }
  return users;
}

/** Keywords whose schemas apply to the same value. */
const inPlace = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependencies', 'dependentSchemas'];

/** Returns the pointers of the schemas that a schema applies to the same value. */
export function inPlaceTargets({ children, references }: SchemaNode): string[] {
  const below = children.filter(({ keyword }) => inPlace.includes(keyword)).map(({ pointer }) => pointer);
  return [...below, ...[...references.values()].filter((target) => typeof target === 'string')];
}

/** Keywords whose schemas evaluate keys and items only if they accept a value. */
const verdictKeywords = ['anyOf', 'oneOf', 'if', 'contains', ...unevaluated];

/** Returns the pointers of the schemas that the search for unevaluated keys and items must validate values against. */
export function verdictTargets(nodes: ReadonlyMap<string, SchemaNode>): string[] {
  const reached = [...nodes.values()]
    .filter(({ children }) => hasUnevaluated(children))
    .map(({ pointer }) => pointer);
  const found = new Set(reached);
  for (const pointer of found) for (const target of inPlaceTargets(nodes.get(pointer)!)) found.add(target);
  return [...found].flatMap((pointer) =>
    (nodes.get(pointer)?.children ?? [])
      .filter(({ keyword }) => verdictKeywords.includes(keyword))
      .map((child) => child.pointer),
  );
}

function hasUnevaluated(children: readonly Subschema[]): boolean {
  return children.some(({ keyword }) => unevaluated.includes(keyword));
}

/** Returns the pointers of all schemas that may apply themselves to the same value again, and of those between them. */
export function cyclicNodes(nodes: ReadonlyMap<string, SchemaNode>): ReadonlySet<string> {
  const edges = [...nodes.values()].flatMap((node) =>
    inPlaceTargets(node).map((target): [string, string] => [node.pointer, target]),
  );
  const leading = withoutDeadEnds(edges);
  const cyclic = withoutDeadEnds(leading.map(([from, to]) => [to, from]));
  return new Set(cyclic.flat());
}

/** Returns the edges without those that lead to a dead end, so that each leads to the start of another. */
function withoutDeadEnds(edges: readonly [string, string][]): [string, string][] {
  const leaving = new Map<string, number>();
  for (const [from] of edges) leaving.set(from, (leaving.get(from) ?? 0) + 1);
  const entering = usersOf(edges);
  const ends = [...entering.keys()].filter((node) => !leaving.has(node));
  for (const end of ends)
    for (const from of entering.get(end) ?? []) {
      leaving.set(from, (leaving.get(from) ?? 0) - 1);
      if (leaving.get(from) === 0) ends.push(from);
    }
  const removed = new Set(ends);
  return edges.filter(([from, to]) => !removed.has(from) && !removed.has(to));
}
