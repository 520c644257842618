/** Refused character, such as `U+200B`, and its position. */
export interface FoundCharacter {
  readonly offset: number;
  readonly codePoint: string;
  /** True for NUL and a lone surrogate, which no format can carry. */
  readonly isUnprintable: boolean;
}

/**
 * Finds a character that libyaml refuses (control characters, U+FFFE), that has no UTF-8 encoding, or that only some
 * parsers read as a line break: a lone carriage return, U+0085, U+2028 and U+2029.
 */
export function findUnreadable(text: string): FoundCharacter | undefined {
  return find(unreadable, text);
}

/** Finds a character of a chart's file that go-yaml refuses. Line ends that only some parsers know are replaced before. */
export function findUnreadableInChart(text: string): FoundCharacter | undefined {
  return find(unreadableInChart, text);
}

/** Finds an invisible character, which makes two names look identical or reorders a line: zero width, direction, filler. */
export function findInvisible(text: string): FoundCharacter | undefined {
  return find(invisible, text);
}

/** Finds a character that no value may contain, even if escaped: NUL, a lone surrogate, invisible characters. */
export function findHidden(text: string): FoundCharacter | undefined {
  return printableASCII.test(text) ? undefined : find(hidden, text);
}

/** Finds a character that no key may contain: those of {@link findHidden}, and joiners, because keys could look alike. */
export function findHiddenInKey(text: string): FoundCharacter | undefined {
  return printableASCII.test(text) ? undefined : find(hiddenInKey, text);
}

/** Finds a character that nothing can print: NUL and a lone surrogate. */
export function findUnprintable(text: string): FoundCharacter | undefined {
  return printableASCII.test(text) ? undefined : find(unprintable, text);
}

/** Returns true if a JSON value has a string or key with a lone surrogate, which nothing can print. */
export function hasLoneSurrogate(value: unknown): boolean {
  return escapedLoneSurrogate.test(JSON.stringify(value) ?? '');
}

/** Lone surrogate as `JSON.stringify()` escapes it, as opposed to an escaped backslash and letters. */
const escapedLoneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

const unreadable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)/u;
const unreadableInChart = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]/u;
// Joiners (U+200C and U+200D) are ordinary text in Persian, Indic scripts and emoji.
const invisible = /(?![\u200c\u200d])[\p{Cf}\u115f\u1160\u3164\uffa0]/u;
const hidden = /(?![\u200c\u200d])[\0\ud800-\udfff\p{Cf}\u115f\u1160\u3164\uffa0]/u;
const hiddenInKey = /[\0\ud800-\udfff\p{Cf}\u115f\u1160\u3164\uffa0]/u;
const unprintable = /[\0\ud800-\udfff]/u;
const printableASCII = /^[\t\n -~]*$/;

function find(pattern: RegExp, text: string): FoundCharacter | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const hexadecimal = match[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return {
    offset: match.index,
    codePoint: `U+${hexadecimal}`,
    isUnprintable: unprintable.test(match[0]),
  };
}
