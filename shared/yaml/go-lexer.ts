import { Lexer } from 'yaml';

/** Fields and methods that the types of the package hide. */
interface Internals {
  indentNext: number;
  parseFlowCollection(): Generator<string, unknown, unknown>;
  parseQuotedScalar(): Generator<string, unknown, unknown>;
}

/**
 * Returns a lexer that allows what libyaml and go-yaml allow: the lines of brackets and quoted strings may be indented less
 * than their key, as in pasted JSON.
 */
export function goLexer(): Lexer {
  const lexer = new Lexer();
  const internals = lexer as unknown as Internals;
  const { parseFlowCollection, parseQuotedScalar } = internals;
  internals.parseFlowCollection = () => withoutIndentation(internals, parseFlowCollection);
  internals.parseQuotedScalar = () => withoutIndentation(internals, parseQuotedScalar);
  return lexer;
}

function* withoutIndentation(
  lexer: Internals,
  parse: Internals['parseFlowCollection'],
): Generator<string, unknown, unknown> {
  const { indentNext } = lexer;
  lexer.indentNext = 0;
  const next = yield* parse.call(lexer);
  lexer.indentNext = indentNext;
  return next;
}
