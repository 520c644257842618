import { RE2JS } from 're2js';
import type { SchemaMeter } from './schema-meter.ts';

/** Compiled regular expression of Go. */
export interface GoPattern {
  test(text: string): boolean;
  /** Expression between slashes, as a RegExp prints itself. */
  toString(): string;
}

/**
 * Compiles a regular expression in the syntax of Go. Matches in linear time.
 *
 * @param meter counts the work of each match
 * @throws Error for an expression that Go cannot compile
 */
export function compileGoPattern(pattern: string, meter?: SchemaMeter): GoPattern {
  const compiled = RE2JS.compile(pattern);
  const size = Math.ceil(compiled.programSize() / 8);
  return {
    test(text) {
      meter?.charge(1 + text.length * size);
      return compiled.test(text);
    },
    toString: () => `/${pattern}/`,
  };
}

/** Returns why Go cannot compile an expression; undefined if it can. */
export function goPatternError(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
