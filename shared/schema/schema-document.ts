import { type GoURL, isEscaped, parseGoURL, resolveGoURL } from './go-url.ts';
import { decodePercent, decodeStep, isSchema, type JSONSchema, pointerOf } from './json-schema.ts';
import { type Draft, defaultDraft, definedSubschemas, draftOfURL } from './schema-drafts.ts';
import { unusableSchema } from './schema-guard.ts';

/** Part of a document with a base URL and a draft of its own: the root, and every schema with `$id`. */
interface Resource {
  readonly pointer: string;
  /** Absolute URL. */
  readonly id: string;
  readonly draft: Draft;
  /** Pointers by the names of `$anchor` and `$dynamicAnchor`. */
  readonly anchors: Map<string, string>;
  readonly dynamicAnchors: Set<string>;
}

/** Target of a reference: a schema of the document, a schema that allows everything, or a remote document. */
export type Target = { readonly pointer: string } | 'everything' | { readonly url: string };

/** URL under which Helm compiles the schema of every chart. */
const documentURL = 'file:///values.schema.json';

/**
 * Document whose references are resolved as Helm resolves them: by pointers, `$id`, anchors and relative URLs.
 * Every method throws RequestError `InvalidChart` for what Helm cannot compile.
 */
export class SchemaDocument {
  readonly root: unknown;
  readonly #resources = new Map<string, Resource>();
  readonly #resourcesByID = new Map<string, Resource>();
  readonly #collected = new Set<string>();

  constructor(root: unknown) {
    this.root = root;
    this.collect(root, '');
  }

  /** Finds the resources in a schema and below. Call it before using a schema below a keyword that usually has none. */
  collect(schema: unknown, pointer: string): void {
    const resource = this.#resources.size === 0 ? undefined : this.#resourceAt(pointer);
    this.#collect({ pointer, value: schema }, resource);
  }

  /** Returns true if the schema at a pointer was found by collect(). */
  isCollected(pointer: string): boolean {
    return this.#collected.has(pointer);
  }

  draftAt(pointer: string): Draft {
    return this.#resourceAt(pointer).draft;
  }

  /** Pointers and drafts of the resources. */
  get resources(): readonly { readonly pointer: string; readonly draft: Draft }[] {
    return [...this.#resources.values()];
  }

  /** Returns the value at a pointer; undefined if there is none. */
  at(pointer: string): unknown {
    let value = this.root;
    for (const step of pointer.split('/').slice(1)) {
      const key = decodeStep(step);
      if (typeof value !== 'object' || value === null || /~(?![01])/.test(step)) return undefined;
      if (Array.isArray(value) ? !/^\+?\d+$/.test(key) : !Object.hasOwn(value, key)) return undefined;
      value = Array.isArray(value) ? value[Number(key)] : (value as JSONSchema)[key];
    }
    return value;
  }

  /** Resolves a reference of the schema at a pointer. */
  resolve(reference: string, { pointer, keyword }: { pointer: string; keyword: string }): Target {
    const at = pointerOf(pointer, keyword);
    const [before, fragment] = splitReference(reference, at);
    const url = joinURL(this.#resourceAt(pointer).id, { reference: before, at });
    const resource = url === documentURL ? this.#resources.get('') : this.#resourcesByID.get(url);
    if (resource) return { pointer: this.#pointerIn(resource, { fragment, reference, at }) };
    return targetOutside(url, { fragment, reference, at });
  }

  /** Returns true if more than one resource can be the target of a dynamic reference. */
  isAmbiguous(anchor: string): boolean {
    return (
      [...this.#resources.values()].filter(({ dynamicAnchors }) => dynamicAnchors.has(anchor)).length > 1
    );
  }

  #pointerIn(resource: Resource, { fragment, reference, at }: Reference): string {
    const isPointer = fragment === '' || fragment.startsWith('/');
    const pointer = isPointer ? resource.pointer + fragment : resource.anchors.get(fragment);
    if (pointer !== undefined && this.at(pointer) !== undefined) return canonicalPointer(pointer);
    throw unusableSchema(at, `nothing is at "${reference}"`);
  }

  #resourceAt(pointer: string): Resource {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const found = this.#resources.get(at);
      if (found) return found;
      if (at === '') throw new Error('A document has a root');
    }
  }

  #collect({ pointer, value }: { pointer: string; value: unknown }, parent: Resource | undefined): void {
    if (this.#collected.has(pointer)) return;
    this.#collected.add(pointer);
    const declared = isSchema(value)
      ? draftOf(value, { pointer, inherited: parent?.draft ?? defaultDraft })
      : defaultDraft;
    const inherited = parent?.draft ?? declared;
    const ownID = isSchema(value) ? idOf(value, declared) : '';
    const draft = ownID === '' && pointer !== '' ? inherited : declared;
    const id = isSchema(value) ? idOf(value, draft) : '';
    const resource = id === '' && parent ? parent : this.#addResource({ pointer, id, draft }, parent);
    if (!isSchema(value)) return;
    addAnchors(value, { pointer, resource });
    for (const child of definedSubschemas(value, { pointer, draft })) this.#collect(child, resource);
  }

  #addResource(own: { pointer: string; id: string; draft: Draft }, parent: Resource | undefined): Resource {
    const { pointer, draft } = own;
    const keyword = idKeyword(draft);
    const id = joinURL(parent?.id ?? documentURL, { reference: own.id, at: pointerOf(pointer, keyword) });
    const other = this.#resourcesByID.get(id);
    if (other)
      throw unusableSchema(pointerOf(pointer, keyword), `the schema at #${other.pointer} has the same one`);
    const resource: Resource = { pointer, id, draft, anchors: new Map(), dynamicAnchors: new Set() };
    this.#resources.set(pointer, resource);
    this.#resourcesByID.set(id, resource);
    return resource;
  }
}

interface Reference {
  readonly fragment: string;
  readonly reference: string;
  /** Pointer to the keyword. */
  readonly at: string;
}

/** Returns the draft of a schema. Helm fetches other values of `$schema`, which are unsupported here. */
function draftOf(schema: JSONSchema, { pointer, inherited }: { pointer: string; inherited: Draft }): Draft {
  const declared = schema['$schema'];
  if (typeof declared !== 'string') return inherited;
  const draft = draftOfURL(declared);
  if (draft !== undefined) return draft;
  // Helm resolves a URN to a schema that allows everything, without a draft.
  if (/^urn:/i.test(declared) && parseGoURL(declared.split('#')[0] ?? '')) return inherited;
  throw unusableSchema(pointerOf(pointer, '$schema'), `"${declared.slice(0, 200)}" is not a supported draft`);
}

/** Returns the identifier of a schema without its fragment; empty if it has none. */
function idOf(schema: JSONSchema, draft: Draft): string {
  if (draft < 2019 && Object.hasOwn(schema, '$ref')) return '';
  const id = schema[idKeyword(draft)];
  return typeof id === 'string' ? (id.split('#')[0] ?? '') : '';
}

function addAnchors(
  schema: JSONSchema,
  { pointer, resource }: { pointer: string; resource: Resource },
): void {
  const { draft, anchors, dynamicAnchors } = resource;
  if (draft < 2019) {
    const name = Object.hasOwn(schema, '$ref') ? '' : anchorInID(schema, { pointer, draft });
    if (name !== '') addAnchor(anchors, { name, pointer, at: pointerOf(pointer, idKeyword(draft)) });
    return;
  }
  for (const keyword of draft === 2019 ? ['$anchor'] : ['$anchor', '$dynamicAnchor']) {
    const name = schema[keyword];
    if (typeof name !== 'string') continue;
    addAnchor(anchors, { name, pointer, at: pointerOf(pointer, keyword) });
    if (keyword === '$dynamicAnchor') dynamicAnchors.add(name);
  }
}

/** Returns the anchor that drafts up to 7 give as the fragment of the identifier; empty if there is none. */
function anchorInID(schema: JSONSchema, { pointer, draft }: { pointer: string; draft: Draft }): string {
  const id = schema[idKeyword(draft)];
  if (typeof id !== 'string') return '';
  const [, fragment] = splitReference(id, pointerOf(pointer, idKeyword(draft)));
  return fragment.startsWith('/') ? '' : fragment;
}

function idKeyword(draft: Draft): string {
  return draft === 4 ? 'id' : '$id';
}

function addAnchor(
  anchors: Map<string, string>,
  { name, pointer, at }: { name: string; pointer: string; at: string },
): void {
  const other = anchors.get(name);
  if (other !== undefined && other !== pointer)
    throw unusableSchema(at, `the schema at #${other} has the same one`);
  anchors.set(name, pointer);
}

/** Splits a reference into a URL and its decoded fragment. */
function splitReference(reference: string, at: string): [string, string] {
  const hash = reference.indexOf('#');
  if (hash < 0) return [reference, ''];
  const fragment = reference.slice(hash + 1);
  if (!isEscaped(fragment)) throw unusableSchema(at, `"${reference}" has an invalid escape`);
  return [reference.slice(0, hash), decodePercent(fragment)];
}

function joinURL(base: string, { reference, at }: { reference: string; at: string }): string {
  const parsed = parseGoURL(reference);
  if (parsed === undefined) throw unusableSchema(at, `"${reference}" is not a URL`);
  return resolveGoURL(parseGoURL(base) as GoURL, parsed);
}

function targetOutside(url: string, { fragment, reference, at }: Reference): Target {
  const scheme = parseGoURL(url)?.scheme;
  if (scheme === 'http' || scheme === 'https') return { url: reference };
  if (scheme !== 'urn') throw unusableSchema(at, `"${reference}" refers to a file that no chart has`);
  // Helm resolves a URN to a schema that allows everything, in which a fragment finds nothing.
  if (fragment === '') return 'everything';
  throw unusableSchema(at, `nothing is at "${reference}"`);
}

/** Returns a pointer with the usual escapes. */
function canonicalPointer(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return steps.reduce((at, step) => pointerOf(at, decodeStep(step)), '');
}
