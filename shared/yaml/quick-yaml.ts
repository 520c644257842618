import { resolvePlainScalar } from './plain-scalar.ts';

export { printYaml } from './print-yaml.ts';

/*
 * Quick replacement of shared/yaml.ts for the container. It reads the plain form in which Kratix prints objects and in
 * which most people write them: ASCII, block style, one line for each scalar, and literal block scalars. It accepts a
 * subset of the YAML that shared/yaml.ts accepts, with the same result, and refuses everything else without details.
 * The build replaces shared/yaml.ts with it; test/quick-yaml.test.ts compares the two.
 */

// Both accept the plain form; only beyond it do their rules differ.
export { readPlainForm as parseRequestYaml, readPlainForm as parseStoredYaml };

/** Maximum length, in characters: a text of this length cannot exceed the other limits of shared/yaml.ts. */
const maxLength = 64 * 1024;
const maxDepth = 50;

const plainCharacters = /^[\n -~]*$/;
const keyAndRest = /^([A-Za-z_][\w./-]*):(?: (\S.*))?$/;
const doubleQuoted = /^"(?:[^"\\]|\\["\\nt])*"$/;
const singleQuoted = /^'(?:[^']|'')*'$/;
const listOfWords = /^\[\w[\w.-]*(?:, \w[\w.-]*)*\]$/;
/** Unquoted string or number without a comment or a second colon. */
const plain = /^(?:[\w./$]|-\w)(?:[^ #:]|:(?=[^ ])| (?=[^ #])|(?<! )#)*$/;

interface Line {
  readonly indent: number;
  readonly text: string;
}

function readPlainForm(text: string): unknown {
  if (text.length > maxLength || !plainCharacters.test(text)) refuse();
  const lines = text.split('\n').map(toLine);
  let at = 0;
  skipEmpty();
  const value = readMap(0, 0);
  if (at < lines.length) refuse();
  return value;

  function skipEmpty(): void {
    while (at < lines.length && isEmpty(lines[at]!)) at++;
  }

  function readMap(indent: number, depth: number): Record<string, unknown> {
    if (depth > maxDepth) refuse();
    const map: Record<string, unknown> = {};
    for (let line = lines[at]; line?.indent === indent; line = lines[at]) {
      const [, key = '', rest] = keyAndRest.exec(line.text) ?? refuse();
      if (Object.hasOwn(map, key) || !isKey(key)) refuse();
      at++;
      map[key] = rest === undefined ? readBelow(indent, depth) : readValue(rest, indent);
      skipEmpty();
    }
    return Object.keys(map).length === 0 ? refuse() : map;
  }

  /** Reads what follows a key: lines of a deeper indentation, a list at the same one, or nothing. */
  function readBelow(indent: number, depth: number): unknown {
    skipEmpty();
    const next = lines[at];
    if (next === undefined || next.indent < indent) return null;
    const isList = next.text.startsWith('- ');
    if (next.indent === indent) return isList ? readList(indent, depth + 1) : null;
    return isList ? readList(next.indent, depth + 1) : readMap(next.indent, depth + 1);
  }

  function readList(indent: number, depth: number): unknown[] {
    if (depth > maxDepth) refuse();
    const list: unknown[] = [];
    for (let line = lines[at]; line?.indent === indent && line.text.startsWith('- '); line = lines[at]) {
      const item = { indent: indent + 2, text: line.text.slice(2) };
      if (keyAndRest.test(item.text)) {
        lines[at] = item;
        list.push(readMap(item.indent, depth + 1));
      } else {
        at++;
        list.push(readScalar(item.text));
      }
      skipEmpty();
    }
    return list;
  }

  function readValue(rest: string, indent: number): unknown {
    if (rest === '|' || rest === '|-') return readLiteral(indent) + (rest === '|' ? '\n' : '');
    return readScalar(rest);
  }

  /** Reads the lines of a literal block scalar without the line end of the last one. */
  function readLiteral(parent: number): string {
    const { indent = 0 } = lines[at] ?? {};
    if (indent <= parent || lines[at]?.text === '') refuse();
    const found: string[] = [];
    for (let line = lines[at]; line !== undefined; line = lines[++at]) {
      if (line.text !== '' && line.indent < indent) break;
      found.push(line.text === '' ? '' : ' '.repeat(line.indent - indent) + line.text);
    }
    while (found.at(-1) === '') found.pop();
    return found.join('\n');
  }
}

function toLine(line: string): Line {
  const text = line.trimStart();
  return { indent: line.length - text.length, text };
}

function isEmpty({ text }: Line): boolean {
  return text === '' || text.startsWith('#');
}

function isKey(key: string): boolean {
  return (
    typeof resolvePlainScalar(key) === 'string' && !['constructor', 'prototype', '__proto__'].includes(key)
  );
}

function readScalar(text: string): unknown {
  if (text === '[]') return [];
  if (text === '{}') return {};
  if (listOfWords.test(text)) return text.slice(1, -1).split(', ').map(readWord);
  if (doubleQuoted.test(text)) return JSON.parse(text);
  if (singleQuoted.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  return plain.test(text) ? readWord(text) : refuse();
}

function readWord(text: string): unknown {
  const value = resolvePlainScalar(text);
  if (typeof value !== 'number') return value;
  const isExact =
    Number.isFinite(value) && !Object.is(value, -0) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return isExact ? value : refuse();
}

function refuse(): never {
  throw new Error('Not in plain form');
}
