import { Composer, type Document, Lexer, Parser, Schema } from 'yaml';
import { problem, type RefusalReason, RequestError } from './errors.ts';
import { findInvisible, findUnreadable } from './yaml/characters.ts';
import { type RefuseYaml, readNodes, yamlLimits } from './yaml/read-nodes.ts';

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
  const refuse: RefuseYaml = (offset, message) => {
    const before = text.slice(0, offset);
    const line = firstLine + countLines(before);
    const column = before.length - before.lastIndexOf('\n');
    throw new RequestError(reason, [problem('', `${action}: ${line}:${column}: ${message}`)]);
  };
  const size = isStored ? yamlLimits.storedSize : yamlLimits.size;
  if (text.length > size) refuse(0, `larger than ${size / 1024} KiB`);
  const mayHide = isStored || !isRequest;
  const character = findUnreadable(text) ?? (mayHide ? undefined : findInvisible(text));
  if (character) refuse(character.offset, `character ${character.codePoint} is not allowed`);
  const document = compose(text, refuse);
  return document ? readNodes(document.contents, { isRequest, isStored, refuse }) : null;
}

/** The one document of the text, checked while it is read: nothing below recurses deeper than the limit. */
function compose(text: string, refuse: RefuseYaml): Document.Parsed | undefined {
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
  if (fault) refuse(fault.pos[0], faults[fault.code] ?? 'not valid YAML');
  if (second) refuse(second.range[0], 'only one document is allowed');
  return document;
}

/** Every scalar stays text here: what a plain one means is decided in yaml/plain-scalar.ts. */
function composerOptions(): object {
  options ??= {
    schema: new Schema({ schema: 'failsafe', resolveKnownTags: false }),
    uniqueKeys: false,
    logLevel: 'error',
  };
  return options;
}
let options: object | undefined;

/** The package's own messages quote the text. */
const faults: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: 'unknown escape sequence in a double-quoted text',
  BAD_INDENT: 'wrong indentation',
  BAD_SCALAR_START: 'a plain text cannot start with this character: quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a map cannot start here: put it on its own lines or quote the text',
  BLOCK_IN_FLOW: 'a block map or list cannot stand inside brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a character is missing: a colon, a comma, a quote or a bracket',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines: a colon may be missing',
  MULTIPLE_DOCS: 'only one document is allowed',
  TAB_AS_INDENT: 'a tab is not allowed as indentation',
  TAG_RESOLVE_FAILED: 'tags are not supported',
  UNEXPECTED_TOKEN: 'unexpected text',
};

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
