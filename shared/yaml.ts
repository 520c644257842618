import { Composer, type Document, Lexer, Parser, Schema, type YAMLError } from 'yaml';
import { problem, type RefusalReason, RequestError } from './errors.ts';
import { findInvisible, findUnreadable } from './yaml/characters.ts';
import { faultMessages } from './yaml/fault-messages.ts';
import { findUnclosed } from './yaml/find-unclosed.ts';
import { readNodes, type Source, yamlLimits } from './yaml/read-nodes.ts';

export { printYaml } from './yaml/print-yaml.ts';

/**
 * One request, as kubectl would read it (yaml/plain-scalar.ts), but stricter where two readers could differ: one document,
 * no aliases, anchors, merge keys, tags or directives, no key twice, no key that changes when it is read
 * (`y` would become "true"), no number that loses digits, no invisible characters.
 * @returns the object, or null for a text of comments alone
 * @throws RequestError `InvalidRequest` with line:column
 */
export function parseRequestYaml(text: string): unknown {
  return parseDocument(text, requestRules(1));
}

/**
 * An object as the API server stored it and a program printed it: as a request, but larger once it is indented,
 * and with whatever others wrote into its metadata. Invisible characters are therefore the caller's to judge.
 * @throws RequestError `InvalidRequest` with line:column
 */
export function parseStoredYaml(text: string): unknown {
  return parseDocument(text, { ...requestRules(1), isStored: true });
}

/**
 * The requests of a file of several documents, in its order; documents without content are left out.
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

/** YAML 1.1, production `c-document-start`: at the start of a line it is never content. */
const documentStart = /^(?=---(?:[ \t\r\n]|$))/m;

/**
 * Values of a chart, as Helm would read them: aliases and merge keys are followed, within the same limits.
 * @param name the file, for the message: `values.yaml`
 * @returns null for a text without content, which Helm reads as an empty map
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

/** Parses the one document of a text. Checks limits while it reads: nothing below recurses deeper than the limit. */
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

/** A bracket or quote that is never closed causes errors far below it: report the bracket or quote instead. */
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
