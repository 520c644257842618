import { resolvePlainScalar } from './plain-scalar.ts';

/** Options of {@link printCommentedYaml}: a comment for each key, such as the layer of its value. */
export interface PrintYamlOptions<Context> {
  /** Context of the root. */
  readonly root: Context;
  /** Returns the context of the value below `key`. */
  enter(context: Context, key: string): Context;
  /** Returns the comment on the line of the key; undefined for none. */
  comment(context: Context): string | undefined;
}

/**
 * Prints a document in block style with sorted keys, so that equal values have equal bytes. Quotes a string that any parser
 * of YAML 1.1 or 1.2 could read as another type. Omits keys whose value is undefined.
 *
 * @throws TypeError for a value that JSON does not have: NaN, Infinity, functions, a lone surrogate
 */
export function printYaml(value: unknown): string {
  return printCommentedYaml(value, uncommented);
}

/** Prints a document as printYaml() does, with comments on the lines of the keys. */
export function printCommentedYaml<Context>(value: unknown, options: PrintYamlOptions<Context>): string {
  if (isNested(value)) return printNested(value, { indent: '', context: options.root }, options);
  return `${printScalar(value, '')}\n`;
}

const uncommented: PrintYamlOptions<undefined> = {
  root: undefined,
  enter: () => undefined,
  comment: () => undefined,
};

interface Position<Context> {
  readonly indent: string;
  readonly context: Context;
}

function printNested<Context>(
  value: object,
  { indent, context }: Position<Context>,
  options: PrintYamlOptions<Context>,
): string {
  if (Array.isArray(value))
    return value.map((item) => printItem(item, { indent, context }, options)).join('');
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const child = (value as Record<string, unknown>)[key];
    if (child === undefined) continue;
    const entered = options.enter(context, key);
    const comment = options.comment(entered);
    const printedKey = printKey(key);
    const head =
      printedKey.length > maxImplicitKey ? `${indent}? ${printedKey}\n${indent}:` : `${indent}${printedKey}:`;
    if (isNested(child)) {
      const inner = { indent: `${indent}  `, context: entered };
      text += `${withComment(head, comment)}\n${printNested(child, inner, options)}`;
    } else text += `${withComment(`${head} `, comment, printScalar(child, indent))}\n`;
  }
  return text;
}

/** Prints an item. An object or list within a list begins on the line of its dash. */
function printItem<Context>(
  item: unknown,
  { indent, context }: Position<Context>,
  options: PrintYamlOptions<Context>,
): string {
  if (!isNested(item)) return `${indent}- ${printScalar(item ?? null, indent)}\n`;
  const inner = printNested(item, { indent: `${indent}  `, context }, options);
  return `${indent}- ${inner.slice(indent.length + 2)}`;
}

/** Adds a comment behind the value, or behind the header of a multi-line string. */
function withComment(head: string, comment: string | undefined, value = ''): string {
  if (comment === undefined) return head + value;
  const end = value.startsWith('|') ? value.indexOf('\n') : value.length;
  return `${head}${value.slice(0, end)} # ${comment}${value.slice(end)}`;
}

/** Returns true for an object or list that is not empty, which is printed on separate lines. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.values(value).some((child) => child !== undefined);
}

function printScalar(value: unknown, indent: string): string {
  switch (typeof value) {
    case 'string':
      return printText(value, indent);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`Print YAML: ${value} is not a JSON number`);
      return Object.is(value, -0) ? '-0.0' : String(value);
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? '[]' : '{}';
    default:
      throw new TypeError(`Print YAML: ${typeof value} is not a JSON type`);
  }
}

/** Maximum length of a key without a `?`; readers accept 1,024 (YAML 1.2.2, section 7.4.2). */
const maxImplicitKey = 1_000;

function printKey(key: string): string {
  return isPlainSafe(key) ? key : printQuoted(key);
}

function printText(text: string, indent: string): string {
  if (isPlainSafe(text)) return text;
  return text.includes('\n') && !literalUnsafe.test(text) ? printLiteral(text, indent) : printQuoted(text);
}

/** Matches a string that cannot be plain inside a block collection: not printable ASCII, `: `, ` #`, or a trailing space. */
const plainUnsafe = /^[^A-Za-z0-9_./$+-]|[^ -~]|:(?: |$)| #| $/;
/** Matches sexagesimal numbers and timestamps of YAML 1.1: strings to go-yaml, but not to every parser. */
const ambiguous =
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]|$)/;
/** Matches numbers of any version or parser (`0o17`, `0x1p2`, `1_0`, `._5`, `e1`), and the indicators `-` and `---`. */
const numeric =
  /^[-+]*[0-9_]*(?:\.+[0-9_]*)?(?:e[-+]?[0-9_]+)?$|^[-+]?0[box]|^[-+]?\.(?:inf|nan)$|^---|^\.\.\.|^- /i;

function isPlainSafe(text: string): boolean {
  if (text === '' || plainUnsafe.test(text) || numeric.test(text)) return false;
  return !ambiguous.test(text) && typeof resolvePlainScalar(text) === 'string';
}

/** Matches a multi-line string that some parser would change: leading white space, control characters, trailing spaces. */
const literalUnsafe =
  /^[^!-~]|[\0-\x09\x0b-\x1f\x7f-\x9f\p{Cf}\u2028\u2029\ufffe\uffff\ud800-\udfff]| (?:\n|$)/u;

function printLiteral(text: string, indent: string): string {
  const lines = text.split('\n');
  const last = lines.at(-1) === '' ? lines.pop() : undefined;
  const chomping = last === undefined ? '-' : lines.at(-1) === '' ? '+' : '';
  const body = lines.map((line) => (line === '' ? '' : `${indent}  ${line}`)).join('\n');
  return `|${chomping}\n${body}`;
}

const escaped = /[\x7f-\x9f\u00ad\u2028\u2029\p{Cf}\ufffe\uffff]/gu;

/** Prints a string with JSON escapes, which YAML's double-quoted style supports (YAML 1.1, section 5.6). */
function printQuoted(text: string): string {
  if (/[\ud800-\udfff]/u.test(text)) throw new TypeError('Print YAML: a string contains a lone surrogate');
  return JSON.stringify(text).replace(escaped, (character) => [...character].map(escapeCharacter).join(''));
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
