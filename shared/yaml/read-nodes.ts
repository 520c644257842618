import { type Alias, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { redact } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { setOwn } from '../set-own.ts';
import { findHidden, findHiddenInKey, findUnprintable } from './characters.ts';
import { type PlainKey, resolvePlainKey, resolvePlainScalar, resolveTaggedScalar } from './plain-scalar.ts';
import type { YamlBudget, YamlLimits } from './yaml-limits.ts';

/** Text with its limits, and the positions and errors in it. */
export interface Source {
  readonly text: string;
  readonly limits: YamlLimits;
  readonly budget: YamlBudget;
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
  /** Collects the duplicate keys of a chart. Helm takes the last of them. */
  readonly duplicates?: string[] | undefined;
}

/** Maximum length of a key in a message, in characters. */
const maxShownKeyLength = 60;

/** Value with its number of nodes and the length of their text, so that an alias of it is counted without another visit. */
interface Anchored {
  readonly node: Scalar | YAMLMap | YAMLSeq;
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
  /** Types of the keys of each object that are not strings in go-yaml. */
  readonly #keyTypes = new WeakMap<object, Map<string, PlainKey['type']>>();
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
    const { budget, limits } = this.#options;
    budget.nodes += more;
    this.#deepest = Math.max(this.#deepest, depth);
    if (budget.nodes > limits.nodes) this.#refuse(node, `more than ${limits.nodes} keys and values`);
    if (depth > limits.depth) this.#refuse(node, `nested deeper than ${limits.depth} levels`);
  }

  #countText(more: number, node: unknown): void {
    const { budget, limits } = this.#options;
    budget.text += more;
    if (budget.text > limits.text) this.#refuse(node, `more than ${limits.text / 2 ** 20} MiB of text`);
  }

  #anchor(node: Scalar | YAMLMap | YAMLSeq, depth: number, readValue: () => unknown): unknown {
    this.#refuseTag(node);
    if (node.anchor === undefined) return readValue();
    if (this.#options.isStored) this.#refuse(node, 'anchors are not allowed');
    const { budget } = this.#options;
    const [nodesBefore, textBefore, deepestBefore] = [budget.nodes, budget.text, this.#deepest];
    this.#deepest = depth;
    this.#anchors.set(node.anchor, 'open');
    const value = readValue();
    this.#anchors.set(node.anchor, {
      node,
      value,
      nodes: budget.nodes - nodesBefore,
      text: budget.text - textBefore,
      depth: this.#deepest - depth,
    });
    this.#deepest = Math.max(this.#deepest, deepestBefore);
    return value;
  }

  #follow(alias: Alias, depth: number): unknown {
    const target = this.#targetOf(alias);
    this.#count(target.nodes, depth + target.depth, alias);
    this.#countText(target.text, alias);
    return target.value;
  }

  #targetOf(alias: Alias): Anchored {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) return this.#refuse(alias, 'alias without an anchor above it');
    if (target === 'open') return this.#refuse(alias, 'alias within the value that it repeats');
    return target;
  }

  /** Refuses tags in a request, except `!!str`. go-yaml ignores the tags of objects and lists. */
  #refuseTag(node: Scalar | YAMLMap | YAMLSeq): void {
    if (node.tag === undefined) return;
    if (this.#options.isRequest && !(isScalar(node) && node.tag === textTag))
      this.#refuse(node, 'tags are not supported');
    // Within brackets, go-yaml reads the colon of `!!str :a` as the end of an empty key.
    if (isScalar(node) && node.type === 'PLAIN' && node.source?.startsWith(':') === true)
      this.#refuse(node, 'tags are not supported in front of a colon');
  }

  #readText(node: Scalar, find: typeof findHidden): string {
    const source = node.source ?? '';
    this.#countText(source.length, node);
    const { isRequest, isStored } = this.#options;
    const hidden = isStored ? undefined : (isRequest ? find : findUnprintable)(source);
    if (hidden) this.#refuse(node, `character ${hidden.codePoint} is not allowed`);
    return source;
  }

  #readScalar(node: Scalar): unknown {
    const source = this.#readText(node, findHidden);
    const value = this.#resolve(node, source);
    if (typeof value === 'number') this.#refuseNumber(value, node);
    return value;
  }

  #resolve(node: Scalar, source: string): unknown {
    if (node.tag === undefined) return isPlain(node) ? resolvePlainScalar(source) : source;
    const value = resolveTaggedScalar(source, node.tag);
    return value === undefined ? this.#refuse(node, 'the value does not have the type of its tag') : value;
  }

  /** Refuses a number that parsing would change. In charts, Helm rounds large numbers to floats. */
  #refuseNumber(value: number, node: Scalar): void {
    if (!Number.isFinite(value)) this.#refuse(node, 'Infinity and NaN are not allowed; add quotes');
    if (!this.#options.isRequest) return;
    if (Object.is(value, -0)) this.#refuse(node, 'negative zero is not allowed; add quotes');
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
      this.#refuse(
        node,
        'a number beyond 2^53 loses digits; use a smaller one, or add quotes if it is a string',
      );
  }

  #readMap(map: YAMLMap, depth: number): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const keys = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        this.#mergeInto(values, value, depth);
        continue;
      }
      const { name, type } = this.#readColon(map, { key, value }) ?? this.#readKey(key);
      if (this.#options.isRequest && isPrototypeKey(name) && !this.#isLabel(name, value))
        this.#refuse(key, `the key "${name}" is not allowed`);
      if (keys.has(name)) this.#acceptDuplicate(name, { key, first: keys.get(name) });
      keys.set(name, key);
      this.#checkKeyType(values, { name, type }, key);
      if (depth === 0) this.#isMetadata = name === 'metadata';
      setOwn(values, name, this.read(value, depth + 1));
    }
    return values;
  }

  /**
   * Returns the key of `{a:}` in a chart: go-yaml reads a colon within brackets as part of the string unless white space
   * follows it. Returns undefined for any other key.
   */
  #readColon(
    map: YAMLMap,
    { key, value }: { readonly key: unknown; readonly value: unknown },
  ): PlainKey | undefined {
    if (!map.flow || !isScalar(key) || key.type !== 'PLAIN' || !isAbsent(value)) return undefined;
    const { text, isRequest } = this.#options;
    const colon = /\s*:/y;
    colon.lastIndex = key.range?.[1] ?? 0;
    const isValue = colon.test(text) && /^\s?$/.test(text.charAt(colon.lastIndex));
    if (isValue && !isRequest) return undefined;
    if (isRequest || text[startOffset(map)] !== '{' || key.anchor !== undefined || key.tag !== undefined)
      this.#refuse(key, 'a key within brackets needs a value; write null, or add quotes');
    return { name: `${this.#readText(key, findHiddenInKey)}:`, type: 'string' };
  }

  /** Refuses a duplicate key of a request. Reports one of a chart, without its value. */
  #acceptDuplicate(name: string, { key, first }: { key: unknown; first: unknown }): void {
    const { isRequest, locate, duplicates } = this.#options;
    const shown = name.length > maxShownKeyLength || redact(name) !== name ? '' : ` "${name}"`;
    if (isRequest)
      this.#refuse(key, `duplicate key${shown}; first at ${locate(startOffset(first))}; remove one of them`);
    duplicates?.push(`${shown.trim() || 'a key'} at ${locate(startOffset(key))}`);
  }

  /** Refuses keys that go-yaml keeps apart and Helm converts to one string, such as `1` and `"1"`: it takes a random one. */
  #checkKeyType(values: object, { name, type }: PlainKey, node: unknown): void {
    const types = this.#keyTypes.get(values) ?? new Map<string, PlainKey['type']>();
    if (Object.hasOwn(values, name) && (types.get(name) ?? 'string') !== type)
      this.#refuse(node, `the key is read as "${name}", which exists with another type; add quotes`);
    if (type === 'string') return;
    this.#keyTypes.set(values, types.set(name, type));
  }

  #readKey(key: unknown): PlainKey {
    const { isRequest } = this.#options;
    if (isAlias(key) && !isRequest) return this.#readAliasKey(key);
    if (!isScalar(key) || (isRequest && (key.anchor !== undefined || key.type?.startsWith('BLOCK'))))
      return this.#refuse(key, 'a key must be a string');
    if (key.anchor !== undefined) this.#anchor(key, 0, () => this.#readScalar(key));
    else this.#refuseTag(key);
    return this.#resolveKey(key);
  }

  #readAliasKey(alias: Alias): PlainKey {
    const { node, text } = this.#targetOf(alias);
    this.#countText(text, alias);
    return isScalar(node) ? this.#resolveKey(node) : this.#refuse(alias, 'a key must be a string');
  }

  #resolveKey(key: Scalar): PlainKey {
    const source = this.#readText(key, findHiddenInKey);
    const resolved = isPlain(key) ? resolvePlainKey(source) : resolveQuotedKey(source, key.tag);
    if (resolved === undefined) return this.#refuse(key, 'a key must be a string; add quotes');
    if (this.#options.isRequest && resolved.name !== source)
      this.#refuse(key, `the key would be read as "${resolved.name}"; add quotes`);
    return resolved;
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
      if (!isRecord(map)) throw this.#refuse(node, 'a merge key needs an object or a list of objects');
      this.#count(Object.keys(map).length, depth, node);
      const types = this.#keyTypes.get(map);
      for (const [name, value] of Object.entries(map)) {
        this.#checkKeyType(values, { name, type: types?.get(name) ?? 'string' }, node);
        setOwn(values, name, value);
      }
    }
  }
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.source === '<<' && (isPlain(key) || key.tag === 'tag:yaml.org,2002:merge');
}

function resolveQuotedKey(source: string, tag: string | undefined): PlainKey | undefined {
  const value = tag === undefined ? source : resolveTaggedScalar(source, tag);
  if (value === undefined) return undefined;
  return typeof value === 'string' ? { name: value, type: 'string' } : resolvePlainKey(source);
}

function isPlain(node: Scalar): boolean {
  return node.type === 'PLAIN' && node.tag === undefined;
}

/** Returns true if nothing follows the colon. A key without a colon has no value node. */
function isAbsent(node: unknown): boolean {
  return isScalar(node) && isPlain(node) && node.source === '';
}

const textTag = 'tag:yaml.org,2002:str';

/** Returns true for keys that could pollute the prototype of every object (CWE-1321). */
function isPrototypeKey(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype';
}

function startOffset(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}
