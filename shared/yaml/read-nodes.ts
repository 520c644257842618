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
export function readNodes(root: unknown, { isRequest, isStored, locate, refuse }: ReadNodesOptions): unknown {
  const anchors = new Map<string, Anchored | 'open'>();
  let nodes = 0;
  let text = 0;
  let deepest = 0;
  return read(root, 0);

  function read(node: unknown, depth: number): unknown {
    count(1, depth, startOffset(node));
    if (isScalar(node)) return anchor(node, depth, () => readScalar(node));
    if (isMap(node)) return anchor(node, depth, () => readMap(node, depth));
    if (isSeq(node)) return anchor(node, depth, () => node.items.map((item) => read(item, depth + 1)));
    if (isAlias(node)) return follow(node, depth);
    return null;
  }

  function count(more: number, depth: number, offset: number): void {
    nodes += more;
    deepest = Math.max(deepest, depth);
    if (nodes > yamlLimits.nodes) refuse(offset, `more than ${yamlLimits.nodes} keys and values`);
    if (depth > yamlLimits.depth) refuse(offset, `nested deeper than ${yamlLimits.depth} levels`);
  }

  function countText(more: number, offset: number): void {
    text += more;
    if (text > yamlLimits.text) refuse(offset, `more than ${yamlLimits.text / 2 ** 20} MiB of text`);
  }

  function anchor(node: Scalar | YAMLMap | YAMLSeq, depth: number, readValue: () => unknown): unknown {
    if (node.tag !== undefined && !isTextTag(node)) refuse(startOffset(node), 'tags are not supported');
    if (node.anchor === undefined) return readValue();
    if (isRequest) refuse(startOffset(node), 'anchors are not allowed in a request');
    const [nodesBefore, textBefore, deepestBefore] = [nodes, text, deepest];
    deepest = depth;
    anchors.set(node.anchor, 'open');
    const value = readValue();
    const repeated = { nodes: nodes - nodesBefore, text: text - textBefore, depth: deepest - depth };
    anchors.set(node.anchor, { value, ...repeated });
    deepest = Math.max(deepest, deepestBefore);
    return value;
  }

  function follow(alias: Alias, depth: number): unknown {
    if (isRequest) refuse(startOffset(alias), 'aliases are not allowed in a request');
    const target = anchors.get(alias.source);
    if (target === undefined) return refuse(startOffset(alias), 'alias without an anchor above it');
    if (target === 'open') return refuse(startOffset(alias), 'alias within the value that it repeats');
    count(target.nodes, depth + target.depth, startOffset(alias));
    countText(target.text, startOffset(alias));
    return target.value;
  }

  function readScalar(node: Scalar): unknown {
    const source = node.source ?? '';
    countText(source.length, startOffset(node));
    const hidden = isStored ? undefined : findHidden(source);
    if (hidden) refuse(startOffset(node), `character ${hidden.codePoint} is not allowed`);
    if (!isPlain(node)) return source;
    const value = resolvePlainScalar(source);
    if (typeof value === 'number') refuseNumber(value, startOffset(node));
    return value;
  }

  /** Refuses a number that parsing would change. In charts, Helm rounds large numbers to floats. */
  function refuseNumber(value: number, offset: number): void {
    if (!Number.isFinite(value)) refuse(offset, 'Infinity and NaN are not allowed; add quotes');
    if (Object.is(value, -0)) refuse(offset, 'negative zero is not allowed; add quotes');
    if (isRequest && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      refuse(offset, 'a number beyond 2^53 loses digits; add quotes');
  }

  function readMap(map: YAMLMap, depth: number): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const offsets = new Map<string, number>();
    for (const { key, value } of map.items) {
      if (isScalar(key) && key.source === '<<' && isPlain(key)) {
        mergeInto(values, value, depth);
        continue;
      }
      if (map.flow && isScalar(key) && key.type === 'PLAIN' && isAbsent(value)) {
        // go-yaml reads the colon of `[a:]` as part of the string.
        refuse(startOffset(key), 'a key within brackets needs a value; write null, or add quotes');
      }
      const name = readKey(key);
      refuseDuplicate(name, { offset: startOffset(key), first: offsets.get(name) });
      offsets.set(name, startOffset(key));
      values[name] = read(value, depth + 1);
    }
    return values;
  }

  function refuseDuplicate(name: string, { offset, first }: { offset: number; first: number | undefined }) {
    if (first === undefined) return;
    const shown = name.length > maxShownKeyLength || redact(name) !== name ? '' : ` "${name}"`;
    refuse(offset, `duplicate key${shown}; first at ${locate(first)}`);
  }

  function readKey(key: unknown): string {
    if (!isScalar(key) || key.anchor !== undefined || key.type?.startsWith('BLOCK'))
      return refuse(startOffset(key), 'a key must be a string');
    if (key.tag !== undefined && !isTextTag(key)) refuse(startOffset(key), 'tags are not supported');
    const source = key.source ?? '';
    countText(source.length, startOffset(key));
    const hidden = isStored ? undefined : findHidden(source);
    if (hidden) refuse(startOffset(key), `character ${hidden.codePoint} is not allowed`);
    const name = isPlain(key) ? resolvePlainKey(source) : source;
    if (name === undefined) return refuse(startOffset(key), 'a key must be a string; add quotes');
    if (isRequest && name !== source)
      refuse(startOffset(key), `the key would be read as "${name}"; add quotes`);
    if (isPrototypeKey(name)) refuse(startOffset(key), `the key "${name}" is not allowed`);
    return name;
  }

  /** Merges as go-yaml v2 does (`decoder.merge`): over the keys above; the first object of a list wins. */
  function mergeInto(values: Record<string, unknown>, node: unknown, depth: number): void {
    if (isRequest) refuse(startOffset(node), 'merge keys are not allowed in a request');
    const source = read(node, depth);
    for (const map of (Array.isArray(source) ? source : [source]).toReversed()) {
      if (typeof map !== 'object' || map === null || Array.isArray(map))
        refuse(startOffset(node), 'a merge key needs an object or a list of objects');
      count(Object.keys(map).length, depth, startOffset(node));
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
