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
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === marks.scalar) {
      isScalar = true;
      continue;
    }
    if (lexeme === marks.document) continue;
    if (lexeme === marks.flowEnd) return open.at(-1);
    if (!isScalar) {
      if (!isQuoteClosed(lexeme)) return { offset, character: lexeme[0] ?? '' };
      if (lexeme in counterparts) open.push({ offset, character: lexeme });
      const last = lexeme === '}' || lexeme === ']' ? open.pop() : undefined;
      if (last && counterparts[last.character] !== lexeme) return { ...last, closedBy: lexeme };
    }
    isScalar = false;
    offset += lexeme.length;
  }
  return open.at(-1);
}

/** Returns true for a closed quoted string, and for a lexeme without quotes. */
function isQuoteClosed(lexeme: string): boolean {
  if (lexeme.startsWith('"')) return /^"(?:[^"\\]|\\[\s\S])*"$/.test(lexeme);
  return !lexeme.startsWith("'") || /^'(?:[^']|'')*'$/.test(lexeme);
}
