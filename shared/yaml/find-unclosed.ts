import { Lexer } from 'yaml';

/** Opening bracket or quote without its counterpart. */
export interface Unclosed {
  readonly offset: number;
  readonly character: string;
  /** Bracket of the other kind that closes it. */
  readonly closedBy?: string;
}

const counterparts: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Lexemes without text: before a document, before a plain or block scalar, and at an early end of brackets. */
const marks = { document: '\u0002', scalar: '\u001f', flowEnd: '\u0018' };

/** Finds the first bracket or quote of a YAML text that is never closed, or closed by a bracket of the other kind. */
export function findUnclosed(text: string): Unclosed | undefined {
  const open: Unclosed[] = [];
  for (const { lexeme, offset } of punctuation(text)) {
    if (lexeme === marks.flowEnd) break;
    if (!isQuoteClosed(lexeme)) return { offset, character: lexeme[0] ?? '' };
    if (lexeme in counterparts) open.push({ offset, character: lexeme });
    const last = lexeme === '}' || lexeme === ']' ? open.pop() : undefined;
    if (last && counterparts[last.character] !== lexeme) return { ...last, closedBy: lexeme };
  }
  return open.at(-1);
}

/** Yields the lexemes of a text without its unquoted and block scalars. */
function* punctuation(text: string): Generator<{ readonly lexeme: string; readonly offset: number }> {
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === marks.document) continue;
    if (lexeme === marks.scalar) {
      isScalar = true;
      continue;
    }
    if (!isScalar) yield { lexeme, offset };
    isScalar = false;
    offset += lexeme.length;
  }
}

/** Returns true for a closed quoted string, and for a lexeme without quotes. */
function isQuoteClosed(lexeme: string): boolean {
  if (lexeme.startsWith('"')) return /^"(?:[^"\\]|\\[\s\S])*"$/.test(lexeme);
  return !lexeme.startsWith("'") || /^'(?:[^']|'')*'$/.test(lexeme);
}
