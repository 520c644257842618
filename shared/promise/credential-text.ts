import { type NameReading, readName } from './credential-names.ts';
import { isGenerated, isHarmless, isPlausibleSecretName } from './harmless-values.ts';
import { isPlaceholder, markPlaceholders } from './placeholders.ts';

/*
 * Credentials inside a text: `password=…` in a connection string or a command line, `password: …` in YAML, JSON, headers
 * and properties, elements of XML, options of a command. Names are read as in credential-names.ts. The search goes from
 * one separator to the next and reads a bounded part on each side, so that it takes linear time.
 */

const maxNameLength = 80;
const maxValueLength = 400;

const isNameCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code === 45 ||
  code === 46;

/** A name before a separator. */
interface Left {
  readonly name: string;
  /** Character before the name; empty at the start of the text. */
  readonly before: string;
  readonly isQuoted: boolean;
  readonly hasSpace: boolean;
}

/** Reads the name that ends before a separator; undefined if there is none. */
function readLeft(text: string, separator: number): Left | undefined {
  let end = separator;
  const least = Math.max(0, separator - 8);
  while (end > least && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  const hasSpace = end < separator;
  const quoted = end;
  while (end > quoted - 3 && end > 0 && /["'`\]\\]/.test(text[end - 1]!)) end -= 1;
  let start = end;
  while (start > 0 && end - start < maxNameLength && isNameCharacter(text.charCodeAt(start - 1))) start -= 1;
  if (end - start < 2) return undefined;
  return {
    name: text.slice(start, end),
    before: text.charAt(start - 1),
    isQuoted: end < quoted,
    hasSpace,
  };
}

/** Reads the value after an equals sign or an arrow. */
function valueAfterEquals(text: string, start: number, hasSpace: boolean): string {
  const rest = text.slice(start, start + maxValueLength);
  const spaces = /^[ \t]{0,8}/.exec(rest)![0].length;
  // A command of a shell.
  if (rest[spaces] === '`') return '';
  const quoted = readQuoted(rest.slice(spaces));
  if (quoted !== undefined) return quoted;
  const value = /^[^\s;,&"'`]{0,400}/.exec(rest.slice(spaces))![0];
  // `password= host=db` is an empty value.
  return spaces > 0 && !hasSpace && /^[\w.-]{1,60}=/.test(value) ? '' : value;
}

/** Reads a string in quotes, also in escaped ones; undefined for other text. */
function readQuoted(rest: string): string | undefined {
  const [opening, quote] = /^\\{0,3}(["'`])/.exec(rest) ?? [];
  if (opening === undefined || quote === undefined) return undefined;
  const body = rest.slice(opening.length);
  const end = body.search(quote === '"' ? /\\{0,3}"/ : quote === "'" ? /\\{0,3}'/ : /`/);
  return end === -1 ? body : body.slice(0, end);
}

/** Reads the value after a colon; undefined if the colon separates no name and value. */
function valueAfterColon(text: string, start: number, left: Left): string | undefined {
  const rest = text.slice(start, start + maxValueLength);
  if (left.isQuoted) return readQuoted(rest.trimStart()) ?? /^\s{0,8}([^\s,}\]]{0,400})/.exec(rest)?.[1];
  if (!/^$|[\s{,"'`[(:/]/.test(left.before)) return undefined;
  const [, space = '', whole = ''] = /^([ \t]{0,8})([^\n\r]{0,400})/.exec(rest) ?? [];
  // A header in quotes ends with the quote: `-H 'X-Api-Key: x' https://…`.
  const line = /["'`]/.test(left.before) ? whole.split(left.before, 1)[0]! : whole;
  const quoted = readQuoted(line);
  if (quoted !== undefined) return quoted;
  const plain = line
    .replace(/[ \t]{1,8}#.*$/s, '')
    .replace(/["'`,}\])]{1,4}\s{0,4}$/, '')
    .trim();
  // A block of YAML begins on the next line.
  if (/^[|>][-+]?$/.test(plain)) return /^[^\n]{0,400}\n[ \t]{0,40}([^\n]{0,400})/.exec(rest)?.[1]?.trim();
  // Without a space, `token:read` is the name of a permission, and `app:password` a pair of words.
  if (space === '')
    return /[0-9]/.test(plain) && plain.length >= 8 && !plain.startsWith('//') ? plain : undefined;
  // Several words are a sentence.
  return /^(?:bearer|basic)\s/i.test(plain) || !/\s/.test(plain) ? plain : undefined;
}

/** Expressions of a program that read a value from elsewhere. */
const expression =
  /^(?:os\.|process\.|System\.|Deno\.|Rails\.|ENV[.[]|env\(|getenv|secrets?\.|vars\.|request\.|req\.|config\.|self\.|settings\.|params\.|ngx\.|lookup\(|[A-Za-z_][\w.]{0,60}\(.{0,200}\)$)/;

/** Returns true if a value under such a name, inside a text, is a credential. */
function isCredential({ kind, words }: NameReading, value: string): boolean {
  if (/^$|^[{[]/.test(value) || expression.test(value)) return false;
  if (isHarmless(value, kind)) return false;
  if (kind === 'secret') return !isPlausibleSecretName(value);
  if (kind === 'account') return hasPassword(value, words);
  if (kind === 'seed') return isGenerated(value);
  return kind === 'password' || kind === 'token' || kind === 'key';
}

/** Returns `password=…` for the first name and value that are a credential. */
export function findAssignment(text: string): string | undefined {
  for (const { index, 0: separator } of text.matchAll(/[=:]/g)) {
    const left = readLeft(text, index);
    if (left === undefined) continue;
    const name = readName(left.name.replace(/^-{1,2}(?:[DP](?=[a-z]))?/, ''));
    if (name === undefined) continue;
    const value = separator === '=' ? equalsValue(text, index, left) : colonValue(text, index, left);
    if (value !== undefined && isCredential(name, value)) return `${name.words.toLowerCase()}${separator}…`;
  }
  return undefined;
}

/** Returns the value after `=` and `=>`; undefined for a comparison. */
function equalsValue(text: string, index: number, left: Left): string | undefined {
  const next = text[index + 1];
  if (next === '=' || next === '~' || /[!<>=~]/.test(text[index - 1] ?? '')) return undefined;
  return valueAfterEquals(text, next === '>' ? index + 2 : index + 1, left.hasSpace);
}

/** Returns the value after `:` and `:=`. */
function colonValue(text: string, index: number, left: Left): string | undefined {
  return text[index + 1] === '=' ? undefined : valueAfterColon(text, index + 1, left);
}

/** Names and values that other marks than a separator join: XML, `{name, value}` and PHP; bounded. */
export const pairPatterns: readonly RegExp[] = [
  /<([A-Za-z][\w.:-]{1,60})>([^<>\s][^<>]{0,200})<\//g,
  /\b(?:name|key)="([A-Za-z][\w.:-]{1,60})"\s{1,8}value="([^"]{1,200})"/g,
  /\b(?:name|key)["']?:[ \t]{0,4}["']?([A-Za-z][\w.-]{1,60})["']?[,\s]{1,40}["']?value["']?:[ \t]{0,4}["']?([^\s"',}]{1,200})/g,
  /\bdefine\([ \t]{0,4}["'](\w{2,60})["'][ \t]{0,4},[ \t]{0,4}["']([^"']{1,200})["']/g,
];

/** Returns the words of the first such name whose value is a credential. */
export function findPair(text: string): string | undefined {
  for (const pattern of pairPatterns) {
    for (const [, key = '', value = ''] of text.matchAll(pattern)) {
      const name = readName(key);
      if (name !== undefined && isCredential(name, markPlaceholders(value)))
        return `a value of ${name.words}`;
    }
  }
  return undefined;
}

/** Header with a credential; bounded. */
export const headerPattern =
  /\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?)?\b(bearer|basic|apikey)(?:[ \t]{1,4}|%20|\+)([A-Za-z0-9+/_.~=\uE000-]{6,400})/gi;

/** Returns the clause for an Authorization header with a credential. */
export function findHeader(text: string): string | undefined {
  for (const [, field, scheme = '', value = ''] of text.matchAll(headerPattern)) {
    if (isPlaceholder(value)) continue;
    const isToken = /[0-9]/.test(value) && /[A-Za-z]/.test(value) && value.length >= 16;
    const isPair = scheme.toLowerCase() === 'basic' && isBasicPair(value);
    if (field !== undefined || isToken || isPair)
      return `contains a ${capital(scheme)} credential of a header`;
  }
  return undefined;
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`;

/** Returns true for base64 of `user:password`. */
function isBasicPair(value: string): boolean {
  if (value.length > maxValueLength || !/^[A-Za-z0-9+/]{6,}={0,2}$/.test(value)) return false;
  return /^[\x21-\x39\x3b-\x7e]{1,100}:[\x20-\x7e]{1,300}$/.test(
    Buffer.from(value, 'base64').toString('latin1'),
  );
}

/** `user:password`, but not a host with its port. */
const accountPair = /^[^\s:/{}]{1,100}:(?![0-9]{1,5}$)[^\s/]{2,200}$/;

/** Value of an Authorization header. */
const headerValue = /^(?:bearer|basic|token|apikey|digest) {1,4}[A-Za-z0-9]/i;

/** `neo4j/password` of NEO4J_AUTH. */
const neo4jPair = /^neo4j\/\S{2,200}$/;

/** Returns true if a value under the name of an account holds a password. */
export function hasPassword(value: string, words: string): boolean {
  return isAccount(value, words) || isBasicPair(value) || isGenerated(value);
}

/** Returns true for a user and a password in one value. */
function isAccount(value: string, words: string): boolean {
  if (words === 'AUTHORIZATION') return headerValue.test(value) && !isPlaceholder(value);
  if (words === 'NEO4J AUTH' && neo4jPair.test(value)) return !isPlaceholder(value.slice(6));
  return accountPair.test(value) && !isPlaceholder(value.slice(value.indexOf(':') + 1));
}
