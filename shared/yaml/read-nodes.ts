import { type Alias, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { findHidden } from './characters.ts';
import { resolvePlainKey, resolvePlainScalar } from './plain-scalar.ts';

/** How much of a hostile text is read before it is refused. */
export const yamlLimits = {
  /** UTF-16 units of one document; Kubernetes stores no larger object (etcd, `--max-request-bytes`). */
  size: 1.5 * 1024 * 1024,
  /** The same for such an object printed with indentation. */
  storedSize: 8 * 1024 * 1024,
  /** Maps and lists inside one another. */
  depth: 100,
  /** Keys and values, where what an alias or a merge key repeats counts again. */
  nodes: 50_000,
  /** Lexical tokens, comments and line ends among them. */
  tokens: 200_000,
} as const;

/** Tells where in the text, and what, is wrong; never shows the text itself. */
export type RefuseYaml = (offset: number, message: string) => never;

/** What differs between a request, which is untrusted, and a chart, which must read as Helm reads it. */
export interface ReadNodesOptions {
  readonly isRequest: boolean;
  /** True for an object that the API server stored: others may have written invisible characters into it. */
  readonly isStored: boolean;
  readonly refuse: RefuseYaml;
}

/** A value and what it weighs, so that its repetition by an alias can be counted without looking into it. */
interface Anchored {
  readonly value: unknown;
  readonly nodes: number;
  readonly depth: number;
}

/**
 * The values behind the nodes of one document. What an alias repeats is the same object, not a copy.
 * Nodes are never nested deeper than the parser let through.
 */
export function readNodes(root: unknown, { isRequest, isStored, refuse }: ReadNodesOptions): unknown {
  const anchors = new Map<string, Anchored | 'open'>();
  let nodes = 0;
  let deepest = 0;
  return read(root, 0);

  function read(node: unknown, depth: number): unknown {
    count(1, depth, offsetOf(node));
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

  function anchor(node: Scalar | YAMLMap | YAMLSeq, depth: number, readValue: () => unknown): unknown {
    if (node.tag !== undefined && !isTextTag(node)) refuse(offsetOf(node), 'tags are not supported');
    if (node.anchor === undefined) return readValue();
    if (isRequest) refuse(offsetOf(node), 'anchors are not allowed in a request');
    const [nodesBefore, deepestBefore] = [nodes, deepest];
    deepest = depth;
    anchors.set(node.anchor, 'open');
    const value = readValue();
    anchors.set(node.anchor, { value, nodes: nodes - nodesBefore, depth: deepest - depth });
    deepest = Math.max(deepest, deepestBefore);
    return value;
  }

  function follow(alias: Alias, depth: number): unknown {
    if (isRequest) refuse(offsetOf(alias), 'aliases are not allowed in a request');
    const target = anchors.get(alias.source);
    if (target === undefined)
      return refuse(offsetOf(alias), 'alias of an anchor that does not exist above it');
    if (target === 'open') return refuse(offsetOf(alias), 'alias of the value that it stands in');
    count(target.nodes, depth + target.depth, offsetOf(alias));
    return target.value;
  }

  function readScalar(node: Scalar): unknown {
    const text = node.source ?? '';
    const hidden = isStored ? undefined : findHidden(text);
    if (hidden) refuse(offsetOf(node), `character ${hidden.codePoint} is not allowed`);
    if (!isPlain(node)) return text;
    const value = resolvePlainScalar(text);
    if (typeof value === 'number') refuseNumber(value, offsetOf(node));
    return value;
  }

  /** Helm itself holds every number of a chart in 64 bits of floating point, and loses the same digits. */
  function refuseNumber(value: number, offset: number): void {
    if (!Number.isFinite(value)) refuse(offset, 'Infinity and NaN are not allowed: quote the text');
    if (Object.is(value, -0)) refuse(offset, 'negative zero is not allowed: quote the text');
    if (isRequest && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      refuse(offset, 'a number beyond 2^53 loses digits: quote it');
  }

  function readMap(map: YAMLMap, depth: number): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const own = new Set<string>();
    for (const { key, value } of map.items) {
      if (isScalar(key) && key.source === '<<' && isPlain(key)) {
        mergeInto(values, value, depth);
        continue;
      }
      if (map.flow && isScalar(key) && key.type === 'PLAIN' && isAbsent(value)) {
        // go-yaml takes the colon of `[a:]` for a part of the text
        refuse(offsetOf(key), 'a key within brackets needs a value: write null, or quote the text');
      }
      const name = readKey(key);
      if (own.has(name)) refuse(offsetOf(key), 'the key stands twice in this map');
      own.add(name);
      values[name] = read(value, depth + 1);
    }
    return values;
  }

  function readKey(key: unknown): string {
    if (!isScalar(key) || key.anchor !== undefined || key.type?.startsWith('BLOCK'))
      return refuse(offsetOf(key), 'a key must be a plain or quoted text');
    if (key.tag !== undefined && !isTextTag(key)) refuse(offsetOf(key), 'tags are not supported');
    const text = key.source ?? '';
    const hidden = isStored ? undefined : findHidden(text);
    if (hidden) refuse(offsetOf(key), `character ${hidden.codePoint} is not allowed`);
    const name = isPlain(key) ? resolvePlainKey(text) : text;
    if (name === undefined) return refuse(offsetOf(key), 'a key must be a text: quote it');
    if (isRequest && name !== text) refuse(offsetOf(key), `the key would be read as "${name}": quote it`);
    if (isPrototypeKey(name)) refuse(offsetOf(key), `the key "${name}" is not allowed`);
    return name;
  }

  /** go-yaml v2, `decoder.merge`: in the order of the keys, so that it replaces what stands above it; of a list the first wins. */
  function mergeInto(values: Record<string, unknown>, node: unknown, depth: number): void {
    if (isRequest) refuse(offsetOf(node), 'merge keys are not allowed in a request');
    const source = read(node, depth);
    for (const map of (Array.isArray(source) ? source : [source]).toReversed()) {
      if (typeof map !== 'object' || map === null || Array.isArray(map))
        refuse(offsetOf(node), 'a merge key takes a map or a list of maps');
      count(Object.keys(map).length, depth, offsetOf(node));
      Object.assign(values, map);
    }
  }
}

function isPlain(node: Scalar): boolean {
  return node.type === 'PLAIN' && node.tag === undefined;
}

/** True where nothing follows a colon; a key without a colon has no node as its value. */
function isAbsent(node: unknown): boolean {
  return isScalar(node) && isPlain(node) && node.source === '';
}

function isTextTag(node: Scalar | YAMLMap | YAMLSeq): boolean {
  if (!isScalar(node) || node.tag !== 'tag:yaml.org,2002:str') return false;
  // within brackets go-yaml takes the colon of `!!str :a` for the end of an empty key
  return node.type !== 'PLAIN' || node.source?.startsWith(':') !== true;
}

/** Keys through which a careless merge would reach every object (CWE-1321). */
function isPrototypeKey(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype';
}

function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}
