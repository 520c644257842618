import { type Alias, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { redact } from '../errors.ts';
import { findHidden } from './characters.ts';
import { resolvePlainKey, resolvePlainScalar } from './plain-scalar.ts';

/** Limits of a document, which stop a hostile one early. */
export const yamlLimits = {
  /** UTF-16 units of one document; Kubernetes stores no larger object (etcd, `--max-request-bytes`). */
  size: 1.5 * 1024 * 1024,
  /** Likewise, for a stored object printed with indentation. */
  storedSize: 8 * 1024 * 1024,
  /** Nested objects and lists. */
  depth: 100,
  /** Keys and values; those that an alias or a merge key repeats count again. */
  nodes: 50_000,
  /** UTF-16 units of all strings and keys; those that an alias or a merge key repeats count again. */
  text: 3 * 1024 * 1024,
  /** Lexical tokens, including comments and line ends. */
  tokens: 200_000,
} as const;

/** Positions and errors of a text. */
export interface Source {
  /** Returns `line:column`. */
  readonly locate: (offset: number) => string;
  /** Throws an error for a position in the text. The message never shows a value. */
  readonly refuse: (offset: number, message: string) => never;
}

/** Differences between a request, which is untrusted, and a chart, which must read as Helm reads it. */
export interface ReadNodesOptions extends Source {
  readonly isRequest: boolean;
  /** True for an object that the API server stored, in which other clients may write invisible characters. */
  readonly isStored: boolean;
}

/** Maximum length of a key in a message, in characters. */
const maxShownKeyLength = 60;

/** Value with its number of nodes and the length of their text, so that an alias of it is counted without another visit. */
interface Anchored {
  readonly value: unknown;
  readonly nodes: number;
  readonly text: number;
  readonly depth: number;
}

/**
 * Reads the values of the nodes of a document. An alias returns the same object, not a copy. The parser limits the depth of
 * nodes.
 */
export function readNodes(root: unknown, options: ReadNodesOptions): unknown {
  return new NodeReader(options).read(root, 0);
}

class NodeReader {
  readonly #options: ReadNodesOptions;
  readonly #anchors = new Map<string, Anchored | 'open'>();
  #nodes = 0;
  #text = 0;
  #deepest = 0;
  /** True below the key `metadata` of the root. */
  #isMetadata = false;

  constructor(options: ReadNodesOptions) {
    this.#options = options;
  }

  read(node: unknown, depth: number): unknown {
    this.#count(1, depth, node);
    if (isScalar(node)) return this.#anchor(node, depth, () => this.#readScalar(node));
    if (isMap(node)) return this.#anchor(node, depth, () => this.#readMap(node, depth));
    if (isSeq(node)) {
      return this.#anchor(node, depth, () => node.items.map((item) => this.read(item, depth + 1)));
    }
    if (isAlias(node)) return this.#follow(node, depth);
    return null;
  }

  #refuse(node: unknown, message: string): never {
    return this.#options.refuse(startOffset(node), message);
  }

  #count(more: number, depth: number, node: unknown): void {
    this.#nodes += more;
    this.#deepest = Math.max(this.#deepest, depth);
    if (this.#nodes > yamlLimits.nodes) this.#refuse(node, `more than ${yamlLimits.nodes} keys and values`);
    if (depth > yamlLimits.depth) this.#refuse(node, `nested deeper than ${yamlLimits.depth} levels`);
  }

  #countText(more: number, node: unknown): void {
    this.#text += more;
    if (this.#text > yamlLimits.text)
      this.#refuse(node, `more than ${yamlLimits.text / 2 ** 20} MiB of text`);
  }

  #anchor(node: Scalar | YAMLMap | YAMLSeq, depth: number, readValue: () => unknown): unknown {
    this.#refuseTag(node);
    if (node.anchor === undefined) return readValue();
    if (this.#options.isRequest) this.#refuse(node, 'anchors are not allowed in a request');
    const [nodesBefore, textBefore, deepestBefore] = [this.#nodes, this.#text, this.#deepest];
    this.#deepest = depth;
    this.#anchors.set(node.anchor, 'open');
    const value = readValue();
    this.#anchors.set(node.anchor, {
      value,
      nodes: this.#nodes - nodesBefore,
      text: this.#text - textBefore,
      depth: this.#deepest - depth,
    });
    this.#deepest = Math.max(this.#deepest, deepestBefore);
    return value;
  }

  #follow(alias: Alias, depth: number): unknown {
    if (this.#options.isRequest) this.#refuse(alias, 'aliases are not allowed in a request');
    const target = this.#anchors.get(alias.source);
    if (target === undefined) return this.#refuse(alias, 'alias without an anchor above it');
    if (target === 'open') return this.#refuse(alias, 'alias within the value that it repeats');
    this.#count(target.nodes, depth + target.depth, alias);
    this.#countText(target.text, alias);
    return target.value;
  }

  #refuseTag(node: Scalar | YAMLMap | YAMLSeq): void {
    if (node.tag !== undefined && !isTextTag(node)) this.#refuse(node, 'tags are not supported');
  }

  #readText(node: Scalar): string {
    const source = node.source ?? '';
    this.#countText(source.length, node);
    const hidden = this.#options.isStored ? undefined : findHidden(source);
    if (hidden) this.#refuse(node, `character ${hidden.codePoint} is not allowed`);
    return source;
  }

  #readScalar(node: Scalar): unknown {
    const source = this.#readText(node);
    if (!isPlain(node)) return source;
    const value = resolvePlainScalar(source);
    if (typeof value === 'number') this.#refuseNumber(value, node);
    return value;
  }

  /** Refuses a number that parsing would change. In charts, Helm rounds large numbers to floats. */
  #refuseNumber(value: number, node: Scalar): void {
    if (!Number.isFinite(value)) this.#refuse(node, 'Infinity and NaN are not allowed; add quotes');
    if (Object.is(value, -0)) this.#refuse(node, 'negative zero is not allowed; add quotes');
    if (this.#options.isRequest && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      this.#refuse(node, 'a number beyond 2^53 loses digits; add quotes');
  }

  #readMap(map: YAMLMap, depth: number): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const keys = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      if (isScalar(key) && key.source === '<<' && isPlain(key)) {
        this.#mergeInto(values, value, depth);
        continue;
      }
      if (map.flow && isScalar(key) && key.type === 'PLAIN' && isAbsent(value)) {
        // go-yaml reads the colon of `[a:]` as part of the string.
        this.#refuse(key, 'a key within brackets needs a value; write null, or add quotes');
      }
      const name = this.#readKey(key);
      if (isPrototypeKey(name) && !this.#isLabel(name, value))
        this.#refuse(key, `the key "${name}" is not allowed`);
      if (keys.has(name)) this.#refuseDuplicate(name, { key, first: keys.get(name) });
      keys.set(name, key);
      if (depth === 0) this.#isMetadata = name === 'metadata';
      values[name] = this.read(value, depth + 1);
    }
    return values;
  }

  #refuseDuplicate(name: string, { key, first }: { key: unknown; first: unknown }): never {
    const shown = name.length > maxShownKeyLength || redact(name) !== name ? '' : ` "${name}"`;
    return this.#refuse(key, `duplicate key${shown}; first at ${this.#options.locate(startOffset(first))}`);
  }

  #readKey(key: unknown): string {
    if (!isScalar(key) || key.anchor !== undefined || key.type?.startsWith('BLOCK'))
      return this.#refuse(key, 'a key must be a string');
    this.#refuseTag(key);
    const source = this.#readText(key);
    const name = isPlain(key) ? resolvePlainKey(source) : source;
    if (name === undefined) return this.#refuse(key, 'a key must be a string; add quotes');
    if (this.#options.isRequest && name !== source)
      this.#refuse(key, `the key would be read as "${name}"; add quotes`);
    return name;
  }

  /** Returns true for the key of a label or annotation, which Kubernetes allows and whose value is only a string. */
  #isLabel(name: string, value: unknown): boolean {
    return this.#options.isRequest && this.#isMetadata && name !== '__proto__' && isScalar(value);
  }

  /** Merges as go-yaml v2 does (`decoder.merge`): over the keys above; the first object of a list wins. */
  #mergeInto(values: Record<string, unknown>, node: unknown, depth: number): void {
    if (this.#options.isRequest) this.#refuse(node, 'merge keys are not allowed in a request');
    const source = this.read(node, depth);
    for (const map of (Array.isArray(source) ? source : [source]).toReversed()) {
      if (typeof map !== 'object' || map === null || Array.isArray(map))
        this.#refuse(node, 'a merge key needs an object or a list of objects');
      this.#count(Object.keys(map).length, depth, node);
      Object.assign(values, map);
    }
  }
}

function isPlain(node: Scalar): boolean {
  return node.type === 'PLAIN' && node.tag === undefined;
}

/** Returns true if nothing follows the colon. A key without a colon has no value node. */
function isAbsent(node: unknown): boolean {
  return isScalar(node) && isPlain(node) && node.source === '';
}

function isTextTag(node: Scalar | YAMLMap | YAMLSeq): boolean {
  if (!isScalar(node) || node.tag !== 'tag:yaml.org,2002:str') return false;
  // Within brackets, go-yaml reads the colon of `!!str :a` as the end of an empty key.
  return node.type !== 'PLAIN' || node.source?.startsWith(':') !== true;
}

/** Returns true for keys that could pollute the prototype of every object (CWE-1321). */
function isPrototypeKey(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype';
}

function startOffset(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}
