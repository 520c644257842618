import type fc from 'fast-check';

/** Part of the program that is fuzzed. */
export interface FuzzTarget<Input = unknown> {
  readonly name: string;
  /** Inputs of the runs. */
  readonly input: fc.Arbitrary<Input>;
  /**
   * Runs the program with an input.
   *
   * @returns class of the result, for the summary: `delivered`, or the reason of a failure
   * @throws Error if the result breaks a rule of oracle.ts
   */
  readonly run: (input: Input) => Promise<string>;
}

/** Returns a target whose inputs only its own arbitrary makes. */
export function fuzzTarget<Input>(target: FuzzTarget<Input>): FuzzTarget {
  return target as unknown as FuzzTarget;
}
