import { problem, RequestError } from '../errors.ts';

/** Work that the checks of a request may take, in steps: keywords, items, keys, and characters read by patterns. */
export const stepLimit = 10_000_000;

/** Errors that one check may collect: the compiled code copies them for each reference that fails. */
export const errorLimit = 10_000;

/** Steps that the checks of a request may still take. The verdict is the same on a slow machine and on a fast one. */
export interface StepBudget {
  left: number;
}

/** Returns the budget of a request, so that third-party schemas cannot make its checks endless. */
export function createStepBudget(): StepBudget {
  return { left: stepLimit };
}

/** Error of a check that has found too many errors to collect. */
export class TooManyErrors extends Error {}

/** Counts the work of a compiled schema against the budget of a request. */
export class SchemaMeter {
  #budget: StepBudget;
  #errors = 0;

  constructor(budget = createStepBudget()) {
    this.#budget = budget;
  }

  /** Starts a check. */
  start(budget: StepBudget): void {
    this.#budget = budget;
    this.#errors = 0;
  }

  /** @throws RequestError `InvalidChart` if the checks take too many steps */
  charge(steps: number): void {
    this.#budget.left -= steps;
    if (this.#budget.left >= 0) return;
    const message = `Checking the values of this request against values.schema.json takes more than ${stepLimit} steps; use several requests`;
    throw new RequestError('InvalidChart', [problem('', message)]);
  }

  /** Charges the evaluation of a schema, whose cost is constant except for keys, items and characters of the value. */
  evaluate(steps: number, value: unknown): void {
    this.charge(steps + sizeOf(value));
  }

  /**
   * Counts errors of an evaluated schema, once for it and once for each schema around it.
   *
   * @throws TooManyErrors beyond the limit
   */
  collect(errors: number): void {
    this.#errors += errors;
    if (this.#errors > errorLimit) throw new TooManyErrors();
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length >> 5;
  if (typeof value !== 'object' || value === null) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}
