import { RE2JS } from 're2js';
import { invalidSchema } from './schema-guard.ts';
import type { SchemaMeter } from './schema-meter.ts';

/** Compiled regular expression of Go. */
export interface GoPattern {
  test(text: string): boolean;
  /** Expression between slashes, as a RegExp prints itself. */
  toString(): string;
}

/** Maximum number of instructions of all patterns of a schema. Compiling them takes less than a second. */
const maxInstructions = 200_000;

/**
 * Compiles the patterns of a schema, so that their size is known before they are used.
 *
 * @throws RequestError `InvalidChart` if the patterns are too large
 */
export function guardPatterns(patterns: Iterable<string>): void {
  let instructions = 0;
  for (const pattern of patterns) {
    const compiled = compile(pattern);
    if (compiled instanceof RE2JS) instructions += compiled.programSize();
    if (instructions > maxInstructions)
      throw invalidSchema(`has patterns of more than ${maxInstructions} instructions; repeat less`);
  }
}

/**
 * Compiles a regular expression in the syntax of Go. Matches in linear time.
 *
 * @param meter counts the work of each match
 * @throws Error for an expression that Go cannot compile
 */
export function compileGoPattern(pattern: string, meter: SchemaMeter): GoPattern {
  const compiled = compile(pattern);
  if (!(compiled instanceof RE2JS)) throw compiled;
  const size = Math.ceil(compiled.programSize() / 8);
  return {
    test(text) {
      meter.charge(1 + text.length * size);
      return compiled.test(text);
    },
    toString: () => `/${pattern}/`,
  };
}

/** Returns why Go cannot compile an expression; undefined if it can. */
export function goPatternError(pattern: string): string | undefined {
  const compiled = compile(pattern);
  return compiled instanceof RE2JS ? undefined : compiled.message;
}

const known = new Map<string, RE2JS | Error>();
const maxKnown = 5_000;

/** Characters of a value that is an expression: `a{1000}` has 1,000 instructions. */
const maxValueLength = 200;

/**
 * Returns true if Go can compile an expression in the values. It is not kept.
 *
 * @param meter counts the instructions
 * @throws RequestError `InvalidChart` for an expression that is too long to check
 */
export function isGoPattern(text: string, meter: SchemaMeter): boolean {
  if (text.length > maxValueLength)
    throw invalidSchema(`has the format "regex" for a value of more than ${maxValueLength} characters`);
  const compiled = tryCompile(text);
  meter.charge(compiled instanceof RE2JS ? compiled.programSize() : text.length);
  return compiled instanceof RE2JS;
}

/** Compiles an expression of a schema once. */
function compile(pattern: string): RE2JS | Error {
  const earlier = known.get(pattern);
  if (earlier !== undefined) return earlier;
  if (known.size >= maxKnown) known.clear();
  const compiled = tryCompile(pattern);
  known.set(pattern, compiled);
  return compiled;
}

function tryCompile(pattern: string): RE2JS | Error {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
