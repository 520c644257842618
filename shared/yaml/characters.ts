/** Refused character, such as `U+200B`, and its position. */
export interface FoundCharacter {
  readonly offset: number;
  readonly codePoint: string;
}

/**
 * Finds a character that libyaml refuses (control characters, U+FFFE), that has no UTF-8 encoding, or that only some
 * parsers read as a line break: a lone carriage return, U+0085, U+2028 and U+2029.
 */
export function findUnreadable(text: string): FoundCharacter | undefined {
  return find(unreadable, text);
}

/** Finds an invisible character, which makes two names look identical or reorders a line: zero width, direction, filler. */
export function findInvisible(text: string): FoundCharacter | undefined {
  return find(invisible, text);
}

/** Finds a character that no value may contain, even if escaped: NUL, half a surrogate pair, invisible characters. */
export function findHidden(text: string): FoundCharacter | undefined {
  return printableASCII.test(text) ? undefined : find(hidden, text);
}

/** Returns true if a JSON value has a string or key with half a surrogate pair, which nothing can print. */
export function hasHalfPair(value: unknown): boolean {
  return escapedHalfPair.test(JSON.stringify(value) ?? '');
}

/** Half a surrogate pair as `JSON.stringify()` escapes it, as opposed to an escaped backslash and letters. */
const escapedHalfPair = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

const unreadable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)/u;
const invisible = /[\p{Cf}\u115f\u1160\u3164\uffa0]/u;
const hidden = /[\0\ud800-\udfff\p{Cf}\u115f\u1160\u3164\uffa0]/u;
const printableASCII = /^[\t\n -~]*$/;

function find(pattern: RegExp, text: string): FoundCharacter | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const hexadecimal = match[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return { offset: match.index, codePoint: `U+${hexadecimal}` };
}
