import { goPatternError } from './go-pattern.ts';
import { isSchema, type JSONSchema, pointerOf } from './json-schema.ts';
import { checkMetaschema, invalidPattern } from './metaschemas.ts';
import type { SchemaDocument } from './schema-document.ts';
import { type Draft, type SchemaNode, type Subschema, subschemas } from './schema-drafts.ts';
import { unusableSchema } from './schema-guard.ts';

/** Keyword that is not checked. */
export interface LeftOut {
  /** JSON Pointer to the schema with the keyword. */
  readonly pointer: string;
  readonly keyword: string;
  readonly reason: string;
}

/** Schemas that apply to values, by their pointers. */
export interface SchemaGraph {
  readonly nodes: ReadonlyMap<string, SchemaNode>;
  readonly leftOut: readonly LeftOut[];
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
  const { nodes, leftOut } = reader;
  return { nodes, leftOut: [...leftOut, ...dependentKeywords(nodes)] };
}

/** Checks a schema against its metaschema, and those of other drafts in it against theirs. */
function checkDrafts(document: SchemaDocument, pointer: string): void {
  const drafts = new Map(document.resources.map((resource) => [resource.pointer, resource.draft]));
  const queue = [pointer];
  for (const own of queue) {
    const draft = document.draftAt(own);
    const isOther = (below: string) => below !== own && drafts.has(below) && drafts.get(below) !== draft;
    const schema = withoutSchemas(document.at(own), { pointer: own, isOther, found: queue });
    checkMetaschema(schema, { draft, pointer: own });
  }
}

/** Returns a copy with empty schemas in place of others, and adds their pointers to those found. */
function withoutSchemas(
  value: unknown,
  { pointer, isOther, found }: { pointer: string; isOther: (pointer: string) => boolean; found: string[] },
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isOther(pointer)) {
    found.push(pointer);
    return {};
  }
  const copy = (child: unknown, key: string) =>
    withoutSchemas(child, { pointer: pointerOf(pointer, key), isOther, found });
  if (Array.isArray(value)) return value.map((item, index) => copy(item, String(index)));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copy(child, key)]));
}

class GraphReader {
  readonly nodes = new Map<string, SchemaNode>();
  readonly leftOut: LeftOut[] = [];
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
      this.#leaveOut(node, { keyword, reason: `"${target.url}" is never fetched` });
    } else if (this.#isDynamic({ keyword, reference }, target.pointer)) {
      this.#leaveOut(node, {
        keyword,
        reason: 'its target depends on the other schemas that refer to it',
      });
    } else {
      node.references.set(keyword, target.pointer);
      this.#queue.push(target.pointer);
    }
  }

  #leaveOut({ pointer, references }: SchemaNode, { keyword, reason }: Omit<LeftOut, 'pointer'>): void {
    references.set(keyword, false);
    this.leftOut.push({ pointer, keyword, reason });
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

/** Checks the patterns that draft-04 does not check as a part of its metaschema. */
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

/** Keywords that may refuse what they would accept, or vice versa, if a schema below them is left out. */
const negating = ['not', 'oneOf', 'if', 'contains'];
const unevaluated = ['unevaluatedItems', 'unevaluatedProperties'];

/** Returns the keywords that cannot be checked, because they depend on a keyword that is left out. */
function dependentKeywords(nodes: ReadonlyMap<string, SchemaNode>): LeftOut[] {
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

/** Returns the pointers of all schemas that apply a left-out reference. */
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

/** Keywords whose schemas are searched for the keys and items that they evaluate. */
const asked = ['anyOf', 'oneOf', 'if', 'contains', ...unevaluated];

/** Returns the pointers of the schemas whose verdict the search for unevaluated keys and items needs. */
export function askedTargets(nodes: ReadonlyMap<string, SchemaNode>): string[] {
  const reached = [...nodes.values()]
    .filter(({ children }) => hasUnevaluated(children))
    .map(({ pointer }) => pointer);
  const found = new Set(reached);
  for (const pointer of found) for (const target of inPlaceTargets(nodes.get(pointer)!)) found.add(target);
  return [...found].flatMap((pointer) =>
    (nodes.get(pointer)?.children ?? [])
      .filter(({ keyword }) => asked.includes(keyword))
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
  const leading = withoutEnds(edges);
  const cyclic = withoutEnds(leading.map(([from, to]) => [to, from]));
  return new Set(cyclic.flat());
}

/** Removes dead ends until each edge leads to the start of another one. */
function withoutEnds(edges: readonly [string, string][]): [string, string][] {
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
