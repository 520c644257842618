import { isDeepStrictEqual } from 'node:util';
import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { RequestError } from '../../../../shared/errors.ts';
import { parseRequestYaml, printYaml } from '../../../../shared/yaml.ts';

/** Field names and list indices from the root of a request. */
export type Steps = readonly (string | number)[];

/**
 * Request during its conversion: a YAML document with its comments, its quotes and the order of its fields. Scalars are
 * strings, as they are written: what `yes` means is for the parser of requests to decide.
 */
export class Draft {
  readonly #document: Document.Parsed;
  /** Path in the given document of each node, which moves and removals do not change. */
  readonly #origins = new Map<unknown, Steps>();

  /** @param text a single document that the parser of requests accepts */
  constructor(text: string) {
    this.#document = parse(text);
    // An edit of an aliased node would change every alias of it. A document that would read differently is printed from its values.
    if (hasAlias(this.#document) || !isSame(this.toString(), text)) {
      this.#document = parse(printYaml(parseRequestYaml(text)));
    }
    this.#recordOrigins(this.#document.contents, []);
  }

  /** Returns the value at a path; undefined if nothing exists there. */
  get(steps: Steps): unknown {
    const node = this.#node(steps);
    return isNode(node) ? node.toJS(this.#document) : undefined;
  }

  /** Returns the string of a scalar at a path; undefined for anything else. */
  text(steps: Steps): string | undefined {
    const node = this.#node(steps);
    return isScalar(node) ? String(node.value ?? '') : undefined;
  }

  /** Returns the field names of an object; none for anything else. */
  keys(steps: Steps): string[] {
    const node = this.#node(steps);
    return isMap(node) ? node.items.map(({ key }) => keyText(key)) : [];
  }

  /** Returns the number of items of a list; 0 for anything else. */
  length(steps: Steps): number {
    const node = this.#node(steps);
    return isSeq(node) ? node.items.length : 0;
  }

  /** Returns the path in the given document of what is at a path now. */
  origin(steps: Steps): Steps {
    for (let length = steps.length; length > 0; length--) {
      const origin = this.#origins.get(this.#node(steps.slice(0, length)));
      if (origin !== undefined) return [...origin, ...steps.slice(length)];
    }
    return steps;
  }

  /** Sets a value, and creates the objects above it. */
  set(steps: Steps, value: unknown): void {
    this.#insert(steps, { value: nodeOf(value) });
  }

  /** Moves a field with its comments, and removes the objects that it leaves empty. */
  move(from: Steps, to: Steps): void {
    const pair = this.#pair(from);
    if (pair === undefined) return;
    const parent = this.#node(from.slice(0, -1)) as YAMLMap;
    // The comment above the first field is that of its object.
    const comment = { ...(parent.items[0] === pair && commentOf(parent)), ...commentOf(pair.key) };
    if (parent.items[0] === pair) parent.commentBefore = null;
    this.#insert(to, { value: pair.value as Node, comment, from });
    this.removeWithParents(from);
  }

  /** Removes a field or an item. */
  remove(steps: Steps): void {
    const parent = this.#node(steps.slice(0, -1));
    if (isCollection(parent)) parent.delete(steps.at(-1));
  }

  /** Removes a field, and the objects above it that are empty then. */
  removeWithParents(steps: Steps): void {
    this.remove(steps);
    const parent = steps.slice(0, -1);
    const node = this.#node(parent);
    if (parent.length > 1 && isMap(node) && node.items.length === 0) this.removeWithParents(parent);
  }

  /** Returns the document as YAML. */
  toString(): string {
    return this.#document.toString(style);
  }

  #node(steps: Steps): unknown {
    return steps.length === 0 ? this.#document.contents : this.#document.getIn(steps, true);
  }

  #pair(steps: Steps): Pair | undefined {
    const parent = this.#node(steps.slice(0, -1));
    return isMap(parent) ? findPair(parent, steps.at(-1)) : undefined;
  }

  #insert(steps: Steps, added: Added): void {
    const [parent, name] = [steps.slice(0, -1), steps.at(-1)];
    const found = this.#node(parent);
    if (isSeq(found)) {
      (found as YAMLSeq).set(name, added.value);
      return;
    }
    if (!isMap(found)) {
      const object = new YAMLMap();
      object.items.push(this.#document.createPair(nodeOf(String(name)), added.value));
      this.#insert(parent, { ...added, value: object });
      return;
    }
    const existing = findPair(found, name);
    if (existing !== undefined) {
      keepComment(existing.value, added.value);
      existing.value = added.value;
      return;
    }
    const pair = this.#document.createPair(Object.assign(nodeOf(String(name)), added.comment), added.value);
    found.items.splice(indexOf(found, parent, added.from), 0, pair);
  }

  #recordOrigins(node: unknown, steps: Steps): void {
    if (node === null || node === undefined) return;
    this.#origins.set(node, steps);
    if (isSeq(node))
      for (const [index, item] of node.items.entries()) this.#recordOrigins(item, [...steps, index]);
    if (isMap(node)) {
      for (const { key, value } of node.items) this.#recordOrigins(value, [...steps, keyText(key)]);
    }
  }
}

/**
 * Returns the items of a `kind: List` as documents, each with its comments and the order of its fields. Items of JSON,
 * and those that name others, are printed in the usual style.
 *
 * @param text a document that the parser of requests accepts
 * @param items its items
 */
export function printItems(text: string, items: readonly unknown[]): string[] {
  const document = parse(text);
  const list = hasAlias(document) ? undefined : document.getIn(['items'], true);
  return items.map((item, index) => {
    const node: unknown = isSeq(list) ? list.items[index] : undefined;
    const usual = printYaml(item);
    if (!isMap(node) || node.flow) return usual;
    const { commentBefore } = list as YAMLSeq;
    if (index === 0 && commentBefore) node.commentBefore ??= commentBefore;
    const alone = new Document<Node>(null);
    alone.contents = node;
    const printed = alone.toString(style);
    return isSame(printed, usual) ? printed : usual;
  });
}

/** Value that enters a document. */
interface Added {
  readonly value: Node;
  readonly comment?: Comment;
  /** Path that it comes from: it takes the place of the field on that path. */
  readonly from?: Steps;
}

/** Comment above a field, and the empty line above it. */
interface Comment {
  readonly commentBefore?: string;
  readonly spaceBefore?: boolean;
}

/** Gives a value the comment after the scalar that it replaces: after a scalar, or above an object. */
function keepComment(from: unknown, to: Node): void {
  if (!isScalar(from) || !from.comment) return;
  if (isScalar(to)) to.comment ??= from.comment;
  else to.commentBefore ??= from.comment;
}

function hasAlias(document: Document.Parsed): boolean {
  let found = false;
  visit(document, (_, node) => {
    found ||= isAlias(node);
  });
  return found;
}

/** Style of the output: long lines stay, as they are in the file. */
const style = { lineWidth: 0, flowCollectionPadding: false } as const;

function commentOf(key: unknown): Comment {
  const { commentBefore, spaceBefore } = key as { commentBefore?: string | null; spaceBefore?: boolean };
  return { ...(commentBefore && { commentBefore }), ...(spaceBefore && { spaceBefore }) };
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, { schema: 'failsafe' });
}

/** Returns a node whose strings have quotes where a parser could read another type. */
function nodeOf(value: unknown): Node {
  return parse(printYaml(value)).contents as Node;
}

function findPair(map: YAMLMap, name: string | number | undefined): Pair | undefined {
  return map.items.find((item) => isPair(item) && keyText(item.key) === name);
}

/** Returns the index of the field on the path that a value comes from; the end if the path is not below the object. */
function indexOf(map: YAMLMap, steps: Steps, from: Steps | undefined): number {
  const isBelow = from !== undefined && steps.every((step, index) => step === from[index]);
  const index = isBelow ? map.items.findIndex(({ key }) => keyText(key) === from[steps.length]) : -1;
  return index < 0 ? map.items.length : index;
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** Returns true if two documents read the same. */
function isSame(printed: string, given: string): boolean {
  try {
    return isDeepStrictEqual(parseRequestYaml(printed), parseRequestYaml(given));
  } catch (error) {
    if (error instanceof RequestError) return false;
    throw error;
  }
}
