import { invalidSchema } from './schema-guard.ts';

/** Work that a check may take, in steps: keywords, items, keys, and characters read by patterns. */
export const stepLimit = 5_000_000;

/**
 * Counts the work of a check, so that a foreign schema cannot make it endless. Unlike a time limit, it gives the same result
 * on a slow machine and on a fast one.
 */
export class SchemaMeter {
  #left = stepLimit;

  /** Starts a new check. */
  reset(): void {
    this.#left = stepLimit;
  }

  /** @throws RequestError `InvalidChart` if the check takes too many steps */
  charge(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw invalidSchema(`needs more than ${stepLimit} steps to check the values`);
  }

  /** Charges the evaluation of a schema, whose cost is constant except for keys, items and characters of the value. */
  evaluate(steps: number, value: unknown): void {
    this.charge(steps + sizeOf(value));
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length >> 5;
  if (typeof value !== 'object' || value === null) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}
