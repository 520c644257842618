import { Composer, type Document, Lexer, Parser, Schema, type YAMLError } from 'yaml';
import { problem, type RefusalReason, RequestError } from './errors.ts';
import { findInvisible, findUnreadable } from './yaml/characters.ts';
import { faultMessages } from './yaml/fault-messages.ts';
import { findUnclosed } from './yaml/find-unclosed.ts';
import { readNodes, type Source, yamlLimits } from './yaml/read-nodes.ts';

export { printYaml } from './yaml/print-yaml.ts';

/**
 * Parses one request as kubectl does (yaml/plain-scalar.ts), but refuses what two parsers could read differently: several
 * documents, aliases, anchors, merge keys, tags, directives, duplicate keys, keys that are not strings (`y` would become
 * "true"), numbers that lose digits, and invisible characters.
 *
 * @returns the object, or null if the text has only comments
 * @throws RequestError `InvalidRequest` with line:column
 */
export function parseRequestYaml(text: string): unknown {
  return parseDocument(text, requestRules(1));
}

/**
 * Parses an object that the API server stored, with the rules of a request and two exceptions: it may be larger, because
 * printing indents it, and it may have invisible characters, because other clients write its metadata.
 *
 * @throws RequestError `InvalidRequest` with line:column
 */
export function parseStoredYaml(text: string): unknown {
  return parseDocument(text, { ...requestRules(1), isStored: true });
}

/**
 * Parses the requests of a file with several documents, in their order. Empty documents are skipped.
 *
 * @throws RequestError `InvalidRequest` with line:column in the file
 */
export function parseRequestFile(text: string): unknown[] {
  let line = 1;
  const requests: unknown[] = [];
  for (const document of text.split(documentStart)) {
    const value = parseDocument(document, requestRules(line));
    if (value !== null) requests.push(value);
    line += countLines(document);
  }
  return requests;
}

/** YAML 1.1, production `c-document-start`: never content at the start of a line. */
const documentStart = /^(?=---(?:[ \t\r\n]|$))/m;

/**
 * Parses values of a chart as Helm does: aliases and merge keys are resolved, within the same limits.
 *
 * @param name name of the file for messages: `values.yaml`
 * @returns null for an empty file, which Helm reads as an empty map
 * @throws RequestError `InvalidChart` naming the file, with line:column
 */
export function parseChartYaml(text: string, name: string): unknown {
  return parseDocument(text, {
    action: `Parse ${name}`,
    reason: 'InvalidChart',
    firstLine: 1,
    isRequest: false,
  });
}

interface Rules {
  readonly action: string;
  readonly reason: RefusalReason;
  readonly firstLine: number;
  readonly isRequest: boolean;
  readonly isStored?: boolean;
}

function requestRules(firstLine: number): Rules {
  return { action: 'Parse request', reason: 'InvalidRequest', firstLine, isRequest: true };
}

function parseDocument(text: string, rules: Rules): unknown {
  const { action, reason, firstLine, isRequest, isStored = false } = rules;
  const locate = (offset: number): string => {
    const before = text.slice(0, offset);
    const column = before.length - before.lastIndexOf('\n');
    return `${firstLine + countLines(before)}:${column}`;
  };
  const refuse = (offset: number, message: string): never => {
    throw new RequestError(reason, [problem('', `${action}: ${locate(offset)}: ${message}`)]);
  };
  const size = isStored ? yamlLimits.storedSize : yamlLimits.size;
  if (text.length > size) refuse(0, `larger than ${size / 1024} KiB`);
  const mayHide = isStored || !isRequest;
  const character = findUnreadable(text) ?? (mayHide ? undefined : findInvisible(text));
  if (character) refuse(character.offset, `character ${character.codePoint} is not allowed`);
  const document = compose(text, { locate, refuse });
  return document ? readNodes(document.contents, { isRequest, isStored, locate, refuse }) : null;
}

/** Parses the only document of a text. Enforces the limits while parsing, so that no later step recurses deeper. */
function compose(text: string, { locate, refuse }: Source): Document.Parsed | undefined {
  const parser = new Parser();
  const composer = new Composer(composerOptions());
  const documents: Document.Parsed[] = [];
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++tokens > yamlLimits.tokens) refuse(parser.offset, `more than ${yamlLimits.tokens} tokens`);
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive') refuse(token.offset, 'directives are not supported');
      documents.push(...(composer.next(token) as Iterable<Document.Parsed>));
    }
    if (parser.stack.length > yamlLimits.depth + 2)
      refuse(parser.offset, `nested deeper than ${yamlLimits.depth} levels`);
  }
  for (const token of parser.end()) documents.push(...(composer.next(token) as Iterable<Document.Parsed>));
  documents.push(...(composer.end() as Iterable<Document.Parsed>));
  const [document, second] = documents;
  const fault = composer.streamInfo().errors[0] ?? document?.errors[0] ?? document?.warnings[0];
  if (fault) refuse(fault.pos[0], faultMessage(fault, { text, locate }));
  if (second) refuse(second.range[0], 'only one document is allowed');
  return document;
}

/** Returns the message of a fault. An unclosed bracket or quote causes faults far below it and is reported instead. */
function faultMessage(
  { code, pos }: YAMLError,
  { text, locate }: { text: string; locate: Source['locate'] },
): string {
  const unclosed = findUnclosed(text);
  if (unclosed === undefined || unclosed.offset > pos[0]) return faultMessages[code];
  const { character, offset, closedBy } = unclosed;
  const end = closedBy === undefined ? 'is never closed' : `is closed by "${closedBy}"`;
  return `${character === '"' ? "'\"'" : `"${character}"`} opened at ${locate(offset)} ${end}`;
}

/** Keeps every scalar as a string: yaml/plain-scalar.ts decides what an unquoted one means. */
function composerOptions(): object {
  options ??= {
    schema: new Schema({ schema: 'failsafe', resolveKnownTags: false }),
    uniqueKeys: false,
    logLevel: 'error',
  };
  return options;
}
let options: object | undefined;

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
