import { Composer, type CST, type Document, Lexer, Parser, Schema, type YAMLError } from 'yaml';
import { problem, type RefusalReason, RequestError } from './errors.ts';
import { isRecord } from './is-record.ts';
import { setOwn } from './set-own.ts';
import { findInvisible, findUnreadable, findUnreadableInChart } from './yaml/characters.ts';
import { faultMessages } from './yaml/fault-messages.ts';
import { findUnclosed } from './yaml/find-unclosed.ts';
import { goLexer } from './yaml/go-lexer.ts';
import { readNodes, type Source } from './yaml/read-nodes.ts';
import { splitValues } from './yaml/split-values.ts';
import {
  chartLimits,
  requestLimits,
  storedSize,
  type YamlBudget,
  type YamlLimits,
} from './yaml/yaml-limits.ts';

export { printYaml } from './yaml/print-yaml.ts';

/**
 * Parses one request as kubectl does (yaml/plain-scalar.ts), but refuses what two parsers could read differently: several
 * documents, merge keys, tags, directives, duplicate keys, keys that are not strings (`y` would become "true"), numbers
 * that lose digits, and invisible characters. A byte order mark at the start is ignored.
 *
 * @returns the object, or null if the text has only comments
 * @throws RequestError `InvalidRequest` with line:column
 */
export function parseRequestYaml(text: string): unknown {
  return parseDocument(withoutMark(text), requestRules(1));
}

/**
 * Parses an object that the API server stored, with the rules of a request and two exceptions: it may be larger, because
 * printing indents it, and it may have invisible characters, because other clients write its metadata.
 *
 * @throws RequestError `InvalidRequest` with line:column
 */
export function parseStoredYaml(text: string): unknown {
  const rules = requestRules(1);
  return parseDocument(text, { ...rules, limits: { ...rules.limits, size: storedSize }, isStored: true });
}

/**
 * Parses the requests of a file with several documents, in their order. Empty documents are skipped.
 *
 * @throws RequestError `InvalidRequest` with line:column in the file
 */
export function parseRequestFile(text: string): unknown[] {
  let line = 1;
  const requests: unknown[] = [];
  for (const document of splitDocuments(text)) {
    const value = parseDocument(document, requestRules(line));
    if (value !== null) requests.push(value);
    line += countLines(document);
  }
  return requests;
}

/** Returns the texts of the documents of a file, each with its start `---`. One may have only comments. */
export function splitDocuments(text: string): string[] {
  return withoutMark(text).split(documentStart);
}

/** YAML 1.1, production `c-document-start`: never content at the start of a line. */
const documentStart = /^(?=---(?:[ \t\r\n]|$))/m;

/**
 * Parses the first document of a file of a chart as Helm does (sigs.k8s.io/yaml): aliases, merge keys and core tags are
 * resolved, and the last of duplicate keys wins.
 *
 * @param name name of the file for messages: `Chart.yaml`
 * @returns null for an empty file, which Helm reads as an empty map
 * @throws RequestError `InvalidChart` naming the file, with line:column
 */
export function parseChartYaml(text: string, name: string): unknown {
  return parseDocument(withoutMark(text), { ...chartRules(name), firstLine: 1 });
}

/** Result of {@link parseValuesYaml}. */
export interface ParsedValues {
  /** Null without values. */
  readonly values: unknown;
  /** Bad practice that Helm accepts. */
  readonly warnings: readonly string[];
}

/**
 * Parses a values file as Helm does: the documents of the file are merged, later ones over earlier ones
 * (`loader.LoadValues`).
 *
 * @param name name of the file for messages: `values.yaml`
 * @throws RequestError `InvalidChart` naming the file, with line:column
 */
export function parseValuesYaml(text: string, name: string): ParsedValues {
  const duplicates: string[] = [];
  const rules = { ...chartRules(name), duplicates };
  const documents = splitValues(withoutMark(text), (line, message) =>
    refuseAt(rules, { place: `${line}:1`, message }),
  );
  let values: unknown = null;
  for (const { text: document, firstLine } of documents) {
    const next = parseDocument(document, { ...rules, firstLine });
    if (next !== null && !isRecord(next)) return { values: next, warnings: [] };
    values = isRecord(values) && next !== null ? mergeDocuments(values, next) : (next ?? values);
  }
  return { values, warnings: duplicates.length === 0 ? [] : [duplicatesWarning(name, duplicates)] };
}

/** Merges a document over the ones above it (Helm, `loader.MergeMaps`). */
function mergeDocuments(below: Record<string, unknown>, above: Record<string, unknown>): object {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const own = Object.hasOwn(merged, key) ? merged[key] : undefined;
    setOwn(merged, key, isRecord(own) && isRecord(value) ? mergeDocuments(own, value) : value);
  }
  return merged;
}

const shownDuplicates = 3;

function duplicatesWarning(name: string, duplicates: readonly string[]): string {
  const more = duplicates.length - shownDuplicates;
  const shown = duplicates.slice(0, shownDuplicates).join(', ');
  return `Duplicate keys in ${name}: ${shown}${more > 0 ? ` and ${more} more` : ''}; Helm takes the last one`;
}

interface Rules {
  readonly action: string;
  readonly reason: RefusalReason;
  readonly firstLine: number;
  readonly isRequest: boolean;
  readonly isStored?: boolean;
  readonly limits: YamlLimits;
  readonly budget: YamlBudget;
  /** Collects the duplicate keys of a chart. */
  readonly duplicates?: string[];
}

function requestRules(firstLine: number): Rules {
  const budget = { nodes: 0, text: 0, tokens: 0 };
  const [action, reason] = ['Parse request', 'InvalidRequest'] as const;
  return { action, reason, firstLine, isRequest: true, limits: requestLimits, budget };
}

function chartRules(name: string): Omit<Rules, 'firstLine'> {
  const budget = { nodes: 0, text: 0, tokens: 0 };
  const [action, reason] = [`Parse ${name}`, 'InvalidChart'] as const;
  return { action, reason, isRequest: false, limits: chartLimits, budget };
}

/** Removes the byte order mark at the start of a file, which editors on Windows write and every reader ignores. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Line ends of YAML 1.1 that the package `yaml` does not know. go-yaml reads both as a newline. */
const goLineEnds = /\u0085|\r(?!\n)/g;

function parseDocument(given: string, rules: Rules): unknown {
  const { firstLine, isRequest, isStored = false, limits, budget, duplicates } = rules;
  const text = isRequest ? given : given.replace(goLineEnds, '\n');
  const locate = (offset: number): string => {
    const before = text.slice(0, offset);
    const column = before.length - before.lastIndexOf('\n');
    return `${firstLine + countLines(before)}:${column}`;
  };
  const refuse = (offset: number, message: string): never =>
    refuseAt(rules, { place: locate(offset), message });
  if (text.length > limits.size) refuse(0, `larger than ${limits.size / 1024} KiB`);
  const character = isRequest
    ? (findUnreadable(text) ?? (isStored ? undefined : findInvisible(text)))
    : findUnreadableInChart(text);
  if (character) refuse(character.offset, `character ${character.codePoint} is not allowed`);
  const source = { text, locate, refuse, limits, budget };
  const document = compose(source, { isRequest });
  return document ? readNodes(document.contents, { ...source, isRequest, isStored, duplicates }) : null;
}

function refuseAt(
  { action, reason }: Pick<Rules, 'action' | 'reason'>,
  { place, message }: { readonly place: string; readonly message: string },
): never {
  throw new RequestError(reason, [problem('', `${action}: ${place}: ${message}`)]);
}

/**
 * Parses the only document of a request, or the first one of a chart's file, after which Helm reads nothing. Enforces the
 * limits while parsing, so that no later step recurses deeper.
 */
function compose(source: Source, { isRequest }: { isRequest: boolean }): Document.Parsed | undefined {
  const { refuse } = source;
  const composer = new Composer(composerOptions());
  const documents: Document.Parsed[] = [];
  let count = 0;
  for (const token of readTokens(source, { isRequest })) {
    if (token.type === 'directive') refuse(token.offset, 'directives are not supported');
    if (token.type === 'document') count++;
    if (!isRequest && (count > 1 || token.type === 'doc-end')) break;
    documents.push(...(composer.next(token) as Iterable<Document.Parsed>));
  }
  documents.push(...(composer.end() as Iterable<Document.Parsed>));
  const [document, second] = documents;
  const faults = [
    ...composer.streamInfo().errors,
    ...(document?.errors ?? []),
    ...(document?.warnings ?? []),
  ];
  const fault = isRequest ? faults[0] : faults.find((one) => !isAcceptedByHelm(one));
  if (fault) refuse(fault.pos[0], faultMessage(fault, source));
  if (second) refuse(second.range[0], 'only one document is allowed');
  return document;
}

/** Returns true for unknown tags, and for brackets and comments without the white space that YAML 1.2 demands. */
function isAcceptedByHelm({ name, code, message }: YAMLError): boolean {
  if (name === 'YAMLWarning') return code === 'TAG_RESOLVE_FAILED' || code === 'BAD_INDENT';
  return code === 'MISSING_CHAR' && message.startsWith('Comments must be separated');
}

function* readTokens(
  { text, refuse, limits, budget }: Source,
  { isRequest }: { isRequest: boolean },
): Generator<CST.Token> {
  const parser = new Parser();
  const lexer = isRequest ? new Lexer() : goLexer();
  for (const lexeme of lexer.lex(text)) {
    if (++budget.tokens > limits.tokens) refuse(parser.offset, `more than ${limits.tokens} tokens`);
    yield* parser.next(lexeme);
    if (parser.stack.length > limits.depth + 2)
      refuse(parser.offset, `nested deeper than ${limits.depth} levels`);
  }
  yield* parser.end();
}

/** Returns the message of a fault. An unclosed bracket or quote causes faults far below it and is reported instead. */
function faultMessage({ code, pos }: YAMLError, { text, locate }: Source): string {
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
